/**
 * The source of a forecaster: overlapping sequences of its series, and forecasts of what was held back.
 */
import type { Network } from "../../../core/network.js";
import type { Batches, Sequences } from "../../../data/batches.js";
import { largestOf } from "../../../data/largest.js";
import type { Draws, Source, Verdict } from "../../source.js";
import { type KeptSeries, preparedSeries } from "../codec.js";
import { errorAt, meanOf, meanOverSeries } from "../evaluation/errors.js";
import { Path } from "../prediction/path.js";
import { predictAll, warmUpOf } from "../prediction/predict-paths.js";
import { isImputed, type PreparedSeries } from "../preparation/prepared-series.js";
import { leastHistory } from "../preparation/preprocessing.js";
import { evenlySpaced, trainingWindows } from "../series/windows.js";
import type { ForecastSpec } from "../source-spec.js";
import { jobsOf, type OriginJob, type OriginScore } from "./forecast-scorer.js";

/** Forecasts of a validation. */
const maxOrigins = 64;

/** A sample as plain values, f64[steps][targets]. */
export interface RawSample {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

export class ForecastSource implements Source {
  readonly drawsBatches = false;
  readonly isOver = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  readonly #spec: ForecastSpec;
  readonly #draws: Draws;
  readonly #series: readonly PreparedSeries[];
  readonly #sequences: Sequences & { readonly starts: Int32Array; readonly ends: Int32Array };
  #order: Uint32Array;

  constructor(spec: ForecastSpec, draws: Draws) {
    const { codec, batchSize } = spec;
    this.#spec = spec;
    this.#draws = draws;
    this.#series = preparedSeries(codec);
    this.#sequences = sequencesOf(spec, this.#series);
    this.largest = largestOf(this.#sequences, batchSize);
    this.#order = Uint32Array.from(this.#sequences.starts.keys());
  }

  split(): void {
    // Validation is the end of each series: nothing is drawn.
  }

  beginEpoch(): void {
    const count = this.#sequences.starts.length;
    if (this.#spec.shuffle) this.#order = this.#draws.drawPermutation(count).slice(0, count);
  }

  skip(): void {
    // The order of an epoch is drawn again.
  }

  passedBy(): undefined {
    return undefined;
  }

  redraw(): void {
    // Batches draw nothing.
  }

  fill(batches: Batches, count: number, done: number): boolean {
    const { batchSize } = this.#spec;
    const { length } = this.#order;
    let from = done * batchSize;
    for (let i = 0; i < count && from < length; i++, from += batchSize)
      batches.pack(this.#sequences, this.#order, from, Math.min(from + batchSize, length));
    return from >= length;
  }

  *jobs(): Iterable<OriginJob> {
    const { preprocessing, series } = this.#spec.codec;
    const each = Math.max(1, Math.floor(maxOrigins / series.length));
    for (const [i, { trainingRows, endRow }] of series.entries()) {
      const origins = evenlySpaced(trainingRows, endRow - preprocessing.horizon, each);
      yield* jobsOf(i, origins, warmUpOf(preprocessing));
    }
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    const bySeries: OriginScore[][] = [];
    let count = 0;
    for (const score of scores as OriginScore[]) {
      count += score.count;
      bySeries[score.series] ??= [];
      bySeries[score.series]?.push(score);
    }
    const means = meanOverSeries(bySeries.map(meanOf));
    return Number.isNaN(means.mae) ? undefined : { count, scores: { ...means } };
  }

  sample(network: Network): RawSample {
    const { preprocessing, series } = this.#spec.codec;
    const [prepared] = this.#series as [PreparedSeries];
    const { trainingRows } = series[0] as KeptSeries;
    const origin = Math.min(
      prepared.rows - 1,
      Math.max(
        leastHistory(preprocessing, prepared.plan),
        Math.min(trainingRows, prepared.rows - preprocessing.horizon),
      ),
    );
    const steps = Math.min(preprocessing.horizon, prepared.rows - origin);
    const path = new Path(prepared, origin, steps);
    predictAll([path], () => network, { steps, warmUp: warmUpOf(preprocessing) });
    const { targets } = prepared.plan;
    const [actual, predicted] = [new Float64Array(steps * targets.length), new Float64Array(steps * targets.length)];
    for (let at = 0; at < actual.length; at++) {
      const error = errorAt(path, Math.floor(at / targets.length), at % targets.length);
      actual[at] = error?.actual ?? Number.NaN;
      predicted[at] = error?.forecast ?? Number.NaN;
    }
    return { actual, predicted };
  }
}

/** The training sequences of all series, one series after another. */
function sequencesOf({ codec, stride }: ForecastSpec, all: readonly PreparedSeries[]) {
  const { preprocessing, series } = codec;
  const isDirect = preprocessing.mode === "direct";
  const [starts, ends, targets]: [number[], number[], Float32Array[]] = [[], [], []];
  let first = 0;
  for (const [i, prepared] of all.entries()) {
    const { trainingRows } = series[i] as KeptSeries;
    const windows = trainingWindows(preprocessing, prepared.plan, stride, trainingRows);
    for (const start of windows.starts) starts.push(first + start);
    for (const end of windows.ends) ends.push(first + end);
    targets.push(
      isDirect ? rowsAfter(prepared, windows.ends, preprocessing.horizon) : nextRows(prepared, trainingRows),
    );
    first += prepared.rows;
  }
  return {
    inputs: joined(all.map(({ inputs }) => inputs)),
    targets: joined(targets),
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
  };
}

/** The target of each row, which is the row after it: f32[rows][outputs], NaN where there is none. */
function nextRows(prepared: PreparedSeries, trainingRows: number): Float32Array {
  const { outputs } = prepared.plan;
  const targets = new Float32Array(prepared.rows * outputs.length).fill(Number.NaN);
  for (let row = 0, at = 0; row + 1 < trainingRows; row++)
    for (const index of outputs) targets[at++] = targetAt(prepared, row + 1, index);
  return targets;
}

/** The targets of each window, which are the rows after its end: f32[windows][horizon][outputs]. */
function rowsAfter(prepared: PreparedSeries, ends: readonly number[], horizon: number): Float32Array {
  const { outputs } = prepared.plan;
  const targets = new Float32Array(ends.length * horizon * outputs.length);
  let at = 0;
  for (const end of ends)
    for (let step = 0; step < horizon; step++)
      for (const index of outputs) targets[at++] = targetAt(prepared, end + step, index);
  return targets;
}

function targetAt(prepared: PreparedSeries, row: number, index: number): number {
  const { series, preprocessing, plan } = prepared;
  return isImputed(series, preprocessing, plan, row, index) ? Number.NaN : prepared.scaledAt(row, index);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0] as Float32Array;
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
