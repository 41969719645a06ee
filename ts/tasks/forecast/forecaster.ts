/**
 * The model of a series: forecasts with intervals, backtests, and streams of one-step forecasts.
 */
import type { Network } from "../../core/network.js";
import type { NetworkConfig } from "../../core/network-config.js";
import type { FormWith, Like } from "../../data/numeric-forms.js";
import { noScale } from "../../data/scaling.js";
import type { ColumnName } from "../../data/table.js";
import { checkInteger, checkKeys, invalidOption } from "../../errors/validate.js";
import type { ModelConfig } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { networkWith } from "../../model/inference.js";
import { BaseModel, type ModelParts, type TrainingSummary } from "../../model/model.js";
import type { Stream } from "../../model/stream.js";
import type { CallOptions, ForecastStreamOptions, Given, Interval, PerSeries, RowOf, SeriesKeys } from "./calls.js";
import type { ExportedForecaster, ForecastCodec } from "./codec.js";
import { encodeCodec } from "./encode-codec.js";
import type { Backtest, Backtesting, BacktestOptions } from "./evaluation/backtesting.js";
import type { BaselineName } from "./evaluation/baselines.js";
import { rankOf } from "./evaluation/conformal.js";
import { checkLevels, ErrorWidths, residualsOf } from "./evaluation/intervals.js";
import { ruleOf } from "./evaluation/settle.js";
import { KeptHistory } from "./kept-history.js";
import { checkPlaces, Forecasting, readFuture, type Subject } from "./prediction/forecasting.js";
import type { PreparedSeries } from "./preparation/prepared-series.js";
import { maxForecast, type Preprocessing } from "./preparation/preprocessing.js";
import type { ForecastScores } from "./progress.js";
import { times } from "./series/times.js";
import { ForecastStream, type StreamAnswer } from "./stream.js";

/** The sizes of a forecaster, and what it does with its columns. */
export interface ForecasterConfig extends ModelConfig, Omit<Preprocessing, "form" | "knownScales" | "gapColumns"> {
  /** All columns of the data but the times. */
  readonly columns: readonly ColumnName[];
}

/** Where the intervals of a model come from. */
export interface HeldBackIntervals {
  /** Forecasts of each series, of held-back and observed rows. If they are few, intervals may be too narrow. */
  readonly windows: number;
  /** Whether they are too few for the 95 % interval of a step, so that errors of all steps are pooled. */
  readonly pooled: boolean;
}

/** A model that continues series. Created by `train()` and `load()`. */
export class Forecaster<
  // biome-ignore lint/suspicious/noExplicitAny: of data of any form
  Data = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Target extends PropertyKey = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Known extends PropertyKey = any,
  Many extends SeriesKeys = SeriesKeys,
> extends BaseModel<"forecast", ForecastScores> {
  readonly task = "forecast";
  readonly #history: KeptHistory;
  #widths: ErrorWidths | undefined;

  private constructor(parts: ModelParts<ForecastCodec>, training: TrainingSummary<ForecastScores> | undefined) {
    super(parts, training);
    this.#history = new KeptHistory(parts.codec);
  }

  /** @internal Models are made by `train()` and `load()`; an engine must be loaded. */
  static of(parts: ModelParts<ForecastCodec>, training?: TrainingSummary<ForecastScores>): Forecaster {
    return new Forecaster(parts, training);
  }

  get config(): ForecasterConfig {
    const { input: _, output: __, carry: ___, ...sizes } = this.weights.config;
    const { form, knownScales: ____, gapColumns: _____, ...settings } = this.#preprocessing;
    return { ...sizes, ...settings, columns: form.columns };
  }

  /** The number of rows that {@link forecast} returns by default. */
  get horizon(): number {
    return this.#preprocessing.horizon;
  }

  /** What the intervals come from; undefined where nothing was held back. */
  get intervals(): HeldBackIntervals | undefined {
    if (!this.#isHeldBack) return undefined;
    const { windows } = this.#errorWidths();
    return { windows, pooled: rankOf(windows, 95) > windows };
  }

  /**
   * The simple rule that replaces the network if the held-back rows do not show that it is better: "drift" and "seasonal" continue the
   * average change. Undefined for a network.
   */
  get rule(): BaselineName | undefined {
    return ruleOf(this.weights, this.#history.codec);
  }

  /**
   * The rows that follow the series of the training and the rows observed since, in a panel for each series, or those that follow another
   * series.
   * @param steps the number of rows; default the horizon
   * @param options `history`: another series to continue; `levels`: percentages such as [80, 95], for intervals at each of them
   * @returns rows of the targets in the data's form and units
   * @throws RnnError `ERR_INVALID_OPTION`, `ERR_INVALID_NUMBER`, `ERR_SHAPE`, `ERR_DISPOSED`
   */
  forecast<const Level extends number>(
    steps: number | undefined,
    options: CallOptions<Data, Known, false> & { readonly history: Like<Data>; readonly levels: readonly Level[] },
  ): Interval<FormWith<Data, Target>, Level>;
  forecast<const Level extends number>(
    steps: number | undefined,
    options: CallOptions<Data, Known, Many> & { readonly levels: readonly Level[] },
  ): PerSeries<Interval<FormWith<Data, Target>, Level>, Many>;
  forecast(
    steps: number | undefined,
    options: CallOptions<Data, Known, false> & { readonly history: Like<Data>; readonly levels?: undefined },
  ): FormWith<Data, Target>;
  forecast(
    steps?: number,
    ...options: Given<CallOptions<Data, Known, Many> & { readonly levels?: undefined }>
  ): PerSeries<FormWith<Data, Target>, Many>;
  forecast(steps: number | undefined, given: object = {}): unknown {
    checkKeys("forecast", given, ["levels", "history", "future", "samples", "seed"]);
    const options = given as Readonly<Record<string, unknown>>;
    const wanted = this.#checkSteps("steps", steps);
    const { history } = options;
    const levels = options["levels"] === undefined ? undefined : checkLevels(options["levels"]);
    if (levels) this.#assertIntervals();
    const subjects: Subject[] =
      history === undefined
        ? this.#history.allPrepared.map((series, index) => ({ series, index, future: undefined }))
        : [this.#subjectOf(this.#history.read(history, "history"))];
    const forecasting = new Forecasting(this.#network, {
      steps: wanted,
      levels,
      samples: options["samples"] === undefined ? 200 : checkInteger("samples", options["samples"], 1, 1_000_000),
      seed: options["seed"] === undefined ? undefined : checkInteger("seed", options["seed"], Number.MIN_SAFE_INTEGER),
      widths: () => this.#errorWidths(),
    });
    const found = forecasting.of(this.#withFutures(subjects, options["future"], history === undefined, wanted));
    return history === undefined ? this.#bySeries(found) : found[0];
  }

  /**
   * The times of the rows that {@link forecast} returns, in the data's form.
   * @throws RnnError `ERR_INVALID_OPTION` for a model without `time`
   */
  times(steps?: number, options?: { readonly history?: undefined }): PerSeries<(string | number | Date)[], Many>;
  times(steps: number | undefined, options: { readonly history: Like<Data> }): (string | number | Date)[];
  times(steps?: number, options: { readonly history?: unknown } = {}): unknown {
    checkKeys("times", options, ["history"]);
    const { history } = options;
    const wanted = this.#checkSteps("steps", steps);
    const series =
      history === undefined
        ? this.#history.codec.series.map((kept) => kept.series)
        : [this.#history.read(history, "history").series];
    const all = series.map(({ clock, rows }) => {
      if (!clock) throw invalidOption("times", "a model trained with the option `time`", undefined);
      return Array.from({ length: wanted }, (_, step) => times().writtenTime(clock, rows + step));
    });
    return history === undefined ? this.#bySeries(all) : all[0];
  }

  /**
   * Appends rows to the history that {@link forecast} continues. Nothing is trained.
   * @param series in a panel the place or name of the series
   * @throws RnnError as training does for its data; nothing is appended then
   */
  observe(
    rows: Like<Data>,
    ...series: Many extends true
      ? [series: number]
      : Many extends { readonly names: infer Name extends string }
        ? [series: Name]
        : []
  ): void;
  observe(rows: Like<Data>, ...[series]: unknown[]): void {
    this.weights;
    this.#history.observe(rows, this.#history.indexOf(series));
  }

  /**
   * Compares forecasts from many held-back rows with the true values and with simple rules. Columns that are known ahead are taken from the
   * data.
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  async backtest(options: BacktestOptions = {}): Promise<Backtest<Target>> {
    const backtesting = await this.#loadBacktesting();
    return (await backtesting.backtest(options)) as Backtest<Target>;
  }

  /**
   * A {@link backtest} over other series, from an origin every `horizon` rows.
   * @throws RnnError as training does for its data
   */
  evaluate(data: { readonly series: Like<Data> } | { readonly panel: object }): Promise<Backtest<Target>>;
  async evaluate(data: object): Promise<Backtest<Target>> {
    const backtesting = await this.#loadBacktesting();
    return (await backtesting.evaluate(data)) as Backtest<Target>;
  }

  /**
   * One-step forecasts of rows that arrive, and how unusual these rows are.
   * @throws RnnError `ERR_INVALID_OPTION`, and as training does for the history
   */
  stream(options: ForecastStreamOptions<Data> = {}): Stream<Like<Data>, StreamAnswer<RowOf<Data, Target>>> {
    checkKeys("stream", options, ["history", "series"]);
    this.weights;
    const { history } = options;
    const prepared = history === undefined ? undefined : this.#history.read(history, "history");
    const { panel } = this.#history.codec;
    const index =
      !prepared || options.series !== undefined || !panel ? this.#history.indexOf(options.series) : undefined;
    const { scales, series } = this.#history.at(index ?? 0);
    const own = prepared && index === undefined ? prepared.scales : scales;
    const { plan } = this.#history.preparer;
    const widths = this.#isHeldBack ? this.#errorWidths() : undefined;
    const errors = widths
      ? plan.targets.map((place, target) => widths.oneStep(index, target, own[place] ?? noScale))
      : [];
    const settings = {
      preparer: this.#history.preparer,
      network: this.#network,
      scales: own,
      clock: series.clock,
      errors,
    };
    return new ForecastStream(settings, prepared?.series);
  }

  /** @internal */
  protected override get traits(): object {
    const { rule } = this;
    return rule ? { rule } : {};
  }

  /** @internal */
  get isPanel(): boolean {
    return this.#history.codec.panel !== undefined;
  }

  /** @internal Values of a target at the end of a series of its own. */
  recent(series: string | undefined, target: number): number[] {
    const { names } = this.#history.codec.panel ?? {};
    const index = series === undefined ? 0 : names ? names.indexOf(series) : Number(series);
    const { form } = this.#preprocessing;
    const { predicted, targets } = this.#history.preparer.plan;
    const column = predicted[targets[target] as number] as number;
    const { values, rows } = this.#history.at(index).series;
    return Array.from({ length: rows }, (_, row) => values[row * form.columns.length + column] as number);
  }

  /** @internal */
  get network(): NetworkConfig {
    return this.weights.config;
  }

  /** @internal What the ONNX export needs. */
  get exported(): ExportedForecaster {
    const { preprocessing, plan } = this.#history.preparer;
    const { series, panel } = this.#history.codec;
    return { preprocessing, plan, scales: series.map(({ scales }) => scales), isPanel: panel !== undefined };
  }

  /** @internal */
  protected override describe(): JsonObject {
    return encodeCodec({ ...this.#history.codec, residuals: this.#isHeldBack ? this.#residuals() : undefined });
  }

  readonly #network = (): Network => networkWith(this.weights);

  get #preprocessing(): Preprocessing {
    // Before anything else: a model that is gone says so.
    this.weights;
    return this.#history.preparer.preprocessing;
  }

  get #isHeldBack(): boolean {
    const { horizon } = this.#preprocessing;
    return this.#history.codec.series.every(({ trainingRows, endRow }) => endRow - trainingRows >= horizon);
  }

  /** Computed when they are first asked for: a model of long series is made without waiting for them. */
  #residuals() {
    const { codec } = this.#history;
    const isKnown = codec.series.every(({ series }, i) => series.rows === codec.residuals?.rows[i]);
    if (codec.residuals && isKnown) return codec.residuals;
    this.#widths = undefined;
    return this.#history.keepResiduals(residualsOf(codec, this.#history.allPrepared, this.#network));
  }

  #errorWidths(): ErrorWidths {
    const { plan } = this.#history.preparer;
    const scales = this.#history.codec.series.map(({ scales }) =>
      plan.targets.map((index) => scales[index] ?? noScale),
    );
    const residuals = this.#residuals();
    this.#widths ??= new ErrorWidths(residuals, this.#preprocessing, scales);
    return this.#widths;
  }

  async #loadBacktesting(): Promise<Backtesting> {
    this.weights;
    const { Backtesting } = await import("./evaluation/backtesting.js");
    return new Backtesting(this.#history, this.#network);
  }

  #assertIntervals(): void {
    if (this.#isHeldBack || this.#preprocessing.loss === "gaussian") return;
    const wanted = 'a model with held-back rows: train with `validation`, at least the horizon, or loss: "gaussian"';
    throw invalidOption("levels", wanted, "validation: 0");
  }

  #checkSteps(name: string, steps: unknown): number {
    const { mode, horizon } = this.#preprocessing;
    const wanted = steps === undefined ? horizon : checkInteger(name, steps, 1, maxForecast);
    if (mode === "direct" && wanted > horizon)
      throw invalidOption(name, `at most ${horizon}, the horizon of mode: "direct"`, wanted);
    return wanted;
  }

  #subjectOf(series: PreparedSeries): Subject {
    return { series, index: this.#history.codec.panel ? undefined : 0, future: undefined };
  }

  /** Gives subjects what is known of their next rows. */
  #withFutures(subjects: readonly Subject[], given: unknown, areOwn: boolean, steps: number): Subject[] {
    const { panel } = this.#history.codec;
    const isByName = areOwn && panel !== undefined && this.#preprocessing.known.length > 0 && given !== undefined;
    if (isByName) checkPlaces(given, panel.names, subjects.length);
    return subjects.map((subject, index) => {
      const place = panel?.names?.[index] ?? index;
      const name = !isByName ? "future" : typeof place === "string" ? `future.${place}` : `future[${place}]`;
      const own = isByName ? (given as Readonly<Record<string | number, unknown>>)[place] : given;
      return { ...subject, future: readFuture(own, name, subject.series, steps) };
    });
  }

  /** Results of all series by place or name; of a single series its own. */
  #bySeries(found: readonly unknown[]): unknown {
    const { panel } = this.#history.codec;
    if (!panel) return found[0];
    return panel.names ? Object.fromEntries(panel.names.map((name, i) => [name, found[i]])) : [...found];
  }
}
