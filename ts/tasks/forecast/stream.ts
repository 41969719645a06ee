/**
 * Streams of one-step forecasts, which tell how unusual each row is.
 */

import type { Network } from "../../core/network.js";
import { stateLength } from "../../core/network-config.js";
import { noScale, type Scale, unscaled } from "../../data/scaling.js";
import { withColumns, writeRow } from "../../data/table.js";
import type { Stream } from "../../model/stream.js";
import type { Preparer } from "./codec.js";
import { Path } from "./prediction/path.js";
import { predictAll } from "./prediction/predict-paths.js";
import type { PreparedSeries } from "./preparation/prepared-series.js";
import { transformOf } from "./preparation/transform.js";
import { readRowsAfter, readSeries } from "./series/read-series.js";
import { appended, type Series } from "./series/series.js";
import type { Clock } from "./series/time.js";
import { times } from "./series/times.js";

/** What a stream returns for a chunk. */
export interface StreamAnswer<Row> {
  /** The row after the last one written, in the data's form; `NaN` before there is a forecast, undefined where it needs known columns. */
  readonly next: Row;
  /** For each row |error| over the half width of the held-back 95 % interval of one step, the largest over targets; NaN without a forecast. */
  readonly scores: Float32Array;
  /** The share of held-back errors that are at least as large, counting this one: small is unusual. */
  readonly p: Float32Array;
}

/** Errors of forecasts by one row. */
export interface OneStep {
  /** Ascending. */
  readonly sizes: Float64Array;
  /** The half width of their 95 % interval. */
  readonly width: number;
}

/** What a stream needs of its model. */
export interface StreamSettings {
  readonly preparer: Preparer;
  readonly network: () => Network;
  readonly scales: readonly Scale[];
  /** The clock of the training series, whose steps hold. */
  readonly clock: Clock | undefined;
  /** Held-back errors of one step of each target, and what they say; none without a validation. */
  readonly errors: readonly OneStep[];
}

/** Where a stream stands. */
interface Place {
  /** The rows that later inputs go back to. */
  readonly recent: Series | undefined;
  /** The first of them that the network has not read. */
  readonly unread: number;
  readonly state: Float32Array;
  /** The forecast of the next row, under the transform; undefined before there is one. */
  readonly forecast: Float64Array | undefined;
}

export class ForecastStream<Rows, Row> implements Stream<Rows, StreamAnswer<Row>> {
  readonly #settings: StreamSettings;
  readonly #begin: Place;
  #place: Place;

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** @param history the rows before the first chunk */
  constructor(settings: StreamSettings, history: Series | undefined) {
    this.#settings = settings;
    const state = new Float32Array(stateLength(settings.network().config));
    this.#place = { recent: undefined, unread: 0, state, forecast: undefined };
    if (history)
      this.#place = this.#read(history, history.rows, new Float32Array(history.rows), new Float32Array(history.rows));
    this.#begin = this.#place;
  }

  write(rows: Rows): StreamAnswer<Row> {
    const { preprocessing } = this.#settings.preparer;
    const { form, known, targets } = preprocessing;
    const { recent } = this.#place;
    const reading = { ...preprocessing, expected: form, like: this.#settings.clock };
    const more = recent ? readRowsAfter(recent, rows, "rows", reading) : readSeries(rows, "rows", reading).series;
    const series = recent ? appended(recent, more) : { ...more, clock: (more as Series).clock };
    const [scores, p] = [new Float32Array(more.rows), new Float32Array(more.rows)];
    if (more.rows > 0) this.#place = this.#read(series, more.rows, scores, p);
    const { forecast } = this.#place;
    const { undo } = transformOf[preprocessing.transform];
    const values = this.#settings.preparer.plan.targets.map((index) =>
      forecast ? undo(forecast[index] as number) : Number.NaN,
    );
    const next = known.length > 0 ? undefined : writeRow(withColumns(form, targets), values);
    return { next: next as Row, scores, p };
  }

  reset(): void {
    this.#place = this.#begin;
  }

  /** Reads the last `count` rows of a series, and scores them. */
  #read(series: Series, count: number, scores: Float32Array, p: Float32Array): Place {
    const { preparer, scales } = this.#settings;
    const prepared = preparer.prepare(series, scales, "rows");
    const { plan, preprocessing } = preparer;
    const first = series.rows - count;
    // What is known of the row after the last one is not there yet.
    const end = plan.known.length > 0 ? series.rows - 1 : series.rows;
    const { forecasts, state, unread } =
      preprocessing.mode === "direct" ? this.#directly(prepared, first, end) : this.#onwards(prepared, end);
    let { forecast } = this.#place;
    for (let row = first; row < series.rows; row++) {
      forecast = forecasts.get(row) ?? (row === first ? forecast : undefined);
      [scores[row - first], p[row - first]] = this.#score(prepared, row, forecast);
    }
    const kept = this.#cut(series);
    return { recent: kept, unread: unread - (series.rows - kept.rows), state, forecast: forecasts.get(series.rows) };
  }

  /** Forecasts of the rows after those that the network reads with its state. */
  #onwards(prepared: PreparedSeries, end: number) {
    const { plan } = prepared;
    const { network } = this.#settings;
    const state = this.#place.state.slice();
    const from = Math.max(this.#place.unread, plan.firstRow);
    const forecasts = new Map<number, Float64Array>();
    const features = plan.inputs.length;
    const atOnce = 1024;
    for (let row = from; row < end; row += atOnce) {
      const to = Math.min(end, row + atOnce);
      const reader = network();
      reader.loadSequence(prepared.inputs.subarray(row * features, to * features));
      const outputs = reader.predict(to - row, state);
      const { size } = reader.config.output;
      for (let at = row; at < to; at++) forecasts.set(at + 1, levelsAfter(prepared, at, outputs, (at - row) * size));
    }
    return { forecasts, state, unread: Math.max(end, Math.min(from, prepared.rows)) };
  }

  /** Forecasts by windows of their own. */
  #directly(prepared: PreparedSeries, first: number, end: number) {
    const { plan, preprocessing } = prepared;
    const least = plan.firstRow + preprocessing.window;
    const origins: number[] = [];
    for (let origin = Math.max(first + (end < prepared.rows ? 0 : 1), least); origin <= end; origin++)
      origins.push(origin);
    const paths = origins.map((origin) => new Path(prepared, origin, preprocessing.horizon));
    predictAll(paths, this.#settings.network, { steps: preprocessing.horizon });
    return {
      forecasts: new Map(paths.map(({ origin, levels }) => [origin, levels.slice(0, plan.predicted.length)])),
      state: this.#place.state,
      unread: end,
    };
  }

  /** The score and the rank of a row. */
  #score(prepared: PreparedSeries, row: number, forecast: Float64Array | undefined): [number, number] {
    let [score, rank] = [Number.NaN, Number.NaN];
    const { plan } = prepared;
    for (const [target, index] of plan.targets.entries()) {
      if (!forecast || prepared.gapAt(row, plan.predicted[index] as number)) continue;
      const error = Math.abs(
        (forecast[index] as number) - (prepared.levels[row * plan.predicted.length + index] as number),
      );
      const known = this.#settings.errors[target];
      const width = known?.width ?? Number.NaN;
      const ratio = error === 0 && width === 0 ? 0 : error / width;
      if (!(ratio <= score)) [score, rank] = [ratio, known ? rankAmong(known.sizes, error) : Number.NaN];
    }
    return [score, rank];
  }

  /** The rows that later inputs and forecasts go back to. */
  #cut(series: Series): Series {
    const { plan, preprocessing } = this.#settings.preparer;
    const needed = plan.firstRow + 2 + (preprocessing.mode === "direct" ? preprocessing.window : 0);
    const lost = series.rows - needed;
    // Only now and then, because each cut copies the rest.
    if (lost <= needed) return series;
    const columns = preprocessing.form.columns.length;
    return {
      rows: needed,
      values: series.values.slice(lost * columns),
      gaps: series.gaps?.slice(lost * columns),
      clock: series.clock && { ...series.clock, start: times().timeAt(series.clock, lost) },
    };
  }
}

/** The levels of the row after `row`, as the network predicts them. */
function levelsAfter({ plan, scales, levels }: PreparedSeries, row: number, outputs: Float32Array, at: number) {
  const width = plan.predicted.length;
  return Float64Array.from({ length: width }, (_, index) =>
    plan.terms.reduce(
      (level, { lag, sign }) => level + sign * (levels[(row + 1 - lag) * width + index] as number),
      unscaled(outputs[at + index] as number, scales[index] ?? noScale),
    ),
  );
}

/** (1 + errors that are at least as large) / (1 + all errors). @param sizes ascending */
function rankAmong(sizes: Float64Array, error: number): number {
  if (sizes.length === 0) return Number.NaN;
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] as number) < error) low = middle + 1;
    else high = middle;
  }
  return (1 + sizes.length - low) / (sizes.length + 1);
}
