/**
 * Backtests of a model: the choice of origins, and figures of several series.
 */
import type { Network } from "../../../core/network.js";
import { withColumns, writeRow } from "../../../data/table.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { checkInteger, checkKeys, invalidOption } from "../../../errors/validate.js";
import { pauses } from "../../../host/event-loop.js";
import { seriesName } from "../codec.js";
import { seriesOf, tablesOf } from "../given-series.js";
import type { KeptHistory } from "../kept-history.js";
import { leastHistory } from "../preparation/preprocessing.js";
import {
  type BacktestRequest,
  backtestSeries,
  type ForecastFigures,
  meanFigures,
  type SeriesBacktest,
} from "./backtest.js";
import { Widening } from "./widening.js";

/** Which forecasts a backtest makes. */
export interface BacktestOptions {
  /** Rows of each forecast; default the model's horizon. */
  readonly horizon?: number | undefined;
  /** Rows from one origin to the next; default 1, and more for very many held-back rows. */
  readonly stride?: number | undefined;
  /** The number of forecasts; default as many as the held-back rows allow. More of them begin in the training part, see `trainedOn`. */
  readonly origins?: number | undefined;
  /** The model is not trained again for each origin. */
  readonly retrain?: false | undefined;
}

/** A backtest. Of several targets or series, figures are means over them. */
export interface Backtest<Target extends PropertyKey = PropertyKey> extends ForecastFigures {
  /** The rows at which forecasts began; in a panel those of each series, one after another. */
  readonly origins: readonly number[];
  /** forecast − actual for each origin and step: a number for one target, otherwise a row. NaN where the value was missing. */
  readonly errors: readonly (readonly ([Target] extends [0] ? number : unknown)[])[];
  /** Forecasts that began in the training part. */
  readonly trainedOn: number;
  /** In a panel: the figures of each series, by place or name. */
  readonly perSeries?: unknown;
}

/** Origins of a default backtest; more take long and change little. */
const maxOrigins = 20_000;

export class Backtesting {
  readonly #history: KeptHistory;
  readonly #network: () => Network;

  constructor(history: KeptHistory, network: () => Network) {
    this.#history = history;
    this.#network = network;
  }

  /** Over the model's own series. */
  async backtest(options: BacktestOptions): Promise<Backtest> {
    checkKeys("backtest", options, ["horizon", "stride", "origins", "retrain"]);
    const { retrain = false } = options;
    if (retrain !== false) throw invalidOption("retrain", "false", retrain);
    const horizon = this.#checkHorizon(options.horizon);
    const widening = Widening.of({ ...this.#history.preparer.preprocessing, horizon });
    const requests = this.#history.allPrepared.map((series, index): BacktestRequest => {
      const { trainingRows } = this.#history.at(index);
      this.#assertRows(seriesName(this.#history.codec, index), series.rows, 1);
      const origins = this.#originsOf(series.rows, trainingRows, horizon, options);
      return { series, horizon, trainingRows, origins, widening };
    });
    const trainedOn = requests.reduce(
      (count, { origins, trainingRows }) => count + origins.filter((origin) => origin < trainingRows).length,
      0,
    );
    return this.#run(requests, this.#history.codec.panel, trainedOn);
  }

  /** Over other series. */
  async evaluate(data: unknown): Promise<Backtest> {
    const { panel, series: given } = await tablesOf(seriesOf(data), undefined);
    const horizon = this.#checkHorizon(undefined);
    const requests = given.map((one, i): BacktestRequest => {
      const name = seriesName({ panel }, i);
      const series = this.#history.read(one, name);
      const first = this.#firstOrigin;
      const origins: number[] = [];
      for (let origin = series.rows - horizon; origin >= first; origin -= horizon) origins.unshift(origin);
      this.#assertRows(name, series.rows, horizon);
      // No weights were chosen by these rows.
      return { series, horizon, trainingRows: series.rows, origins, widening: undefined };
    });
    return this.#run(requests, panel, 0);
  }

  #checkHorizon(given: unknown): number {
    const { mode, horizon } = this.#history.preparer.preprocessing;
    const wanted = given === undefined ? horizon : checkInteger("horizon", given, 1);
    if (mode === "direct" && wanted > horizon)
      throw invalidOption("horizon", `at most ${horizon}, the horizon of mode: "direct"`, wanted);
    return wanted;
  }

  /** The first row that has enough before it, for the network and for the simple rules. */
  get #firstOrigin(): number {
    const { preprocessing, plan } = this.#history.preparer;
    return Math.max(leastHistory(preprocessing, plan), preprocessing.season ?? 0, 2);
  }

  /** @throws RnnError `ERR_SHAPE` for a series without a row that has enough before it and `horizon` rows after it */
  #assertRows(name: string, rows: number, horizon: number): void {
    const least = this.#firstOrigin + horizon;
    if (rows < least) throw new RnnError("ERR_SHAPE", `${name}: expected at least ${least} rows, got ${rows}`);
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for more origins than there can be */
  #originsOf(rows: number, heldBackFrom: number, horizon: number, options: BacktestOptions): number[] {
    const last = rows - horizon;
    const room = last - heldBackFrom + 1;
    const stride =
      options.stride === undefined
        ? Math.max(1, Math.ceil(room / maxOrigins))
        : checkInteger("stride", options.stride, 1);
    const most = Math.max(0, Math.floor((last - this.#firstOrigin) / stride) + 1);
    if (most === 0)
      throw invalidOption("horizon", `at most ${rows - this.#firstOrigin} rows, as the series allows`, horizon);
    if (options.origins === undefined && room < 1) {
      const wanted = `a number, because fewer than ${horizon} rows were held back: forecasts begin in the training part`;
      throw invalidOption("origins", wanted, undefined);
    }
    const count =
      options.origins === undefined
        ? Math.min(most, Math.floor((room - 1) / stride) + 1)
        : checkInteger("origins", options.origins, 1);
    if (count > most) throw invalidOption("origins", `at most ${most}, as the series allows`, count);
    return Array.from({ length: count }, (_, i) => last - stride * (count - 1 - i));
  }

  async #run(
    requests: readonly BacktestRequest[],
    panel: { readonly names: readonly string[] | undefined } | undefined,
    trainedOn: number,
  ): Promise<Backtest> {
    const pause = pauses();
    const found: SeriesBacktest[] = [];
    for (const request of requests) found.push(await backtestSeries(request, this.#network, pause));
    const shown = found.map((one, i) => this.#shown(one, (requests[i] as BacktestRequest).horizon));
    const [first] = shown as [Shown];
    if (!panel) return { ...first, trainedOn };
    return {
      ...meanFigures(found),
      origins: shown.flatMap(({ origins }) => origins),
      errors: shown.flatMap(({ errors }) => errors),
      trainedOn,
      perSeries: panel.names ? Object.fromEntries(panel.names.map((name, i) => [name, shown[i]])) : shown,
    };
  }

  /** A series' backtest with errors in the data's form. */
  #shown({ errors, targets: _, ...figures }: SeriesBacktest, horizon: number): Shown {
    const { form, targets } = this.#history.preparer.preprocessing;
    const ofTargets = withColumns(form, targets);
    const at = (origin: number, step: number) => {
      const from = (origin * horizon + step) * targets.length;
      return targets.length === 1 ? errors[from] : writeRow(ofTargets, errors.subarray(from, from + targets.length));
    };
    return {
      ...figures,
      errors: figures.origins.map((_, origin) => Array.from({ length: horizon }, (_, step) => at(origin, step))),
    };
  }
}

interface Shown extends ForecastFigures {
  readonly origins: readonly number[];
  readonly errors: readonly (readonly unknown[])[];
}
