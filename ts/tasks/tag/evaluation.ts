/**
 * Predicts and scores many sequences in batches of similar lengths.
 */
import { type Network, resultLength } from "../../core/network.js";
import { type BatchArrays, Batches, endOfBatch, longestFirst } from "../../data/batches.js";
import { RnnError } from "../../errors/rnn-error.js";
import { rowsAtOnce } from "../../model/config.js";
import { type ModelWeights, networkWith } from "../../model/inference.js";
import type { Pause } from "../source.js";
import type { TagScores } from "./progress.js";

/** Shared scratch, used by one synchronous call at a time. */
const scratch = new Batches();

/**
 * The most likely classes of concatenated sequences, where sequence i is at starts[i] … starts[i + 1] − 1.
 */
export function classesOf(
  weights: ModelWeights,
  tokens: Int32Array,
  starts: ArrayLike<number>,
  count: number,
): Int32Array {
  const classes = new Int32Array(starts[count] as number);
  const network = networkWith(weights);
  const sequences = { inputs: tokens, starts };
  const order = longestFirst(sequences, count);
  const rows = rowsAtOnce(weights.config);
  for (let from = 0; from < count; ) {
    const to = endOfBatch(sequences, order, from, rows);
    if (to === from) break; // Only empty sequences remain.
    scratch.restart().pack(sequences, order, from, to);
    network.load(scratch, 0, 1);
    network.classify(1);
    const [{ places }, { predictions }] = [scratch, network];
    for (let row = 0; row < (scratch.rowStarts[1] as number); row++)
      classes[places[row] as number] = predictions[row] as number;
    from = to;
  }
  return classes;
}

/** The sums of an evaluation. */
export interface Totals {
  /** Sum of the losses of all symbols. */
  loss: number;
  /** Correct symbols. */
  correct: number;
  symbols: number;
  /** Sequences without an error. */
  exact: number;
  sequences: number;
}

const nothing = (): Totals => ({ loss: 0, correct: 0, symbols: 0, exact: 0, sequences: 0 });

/** Consecutive batches that are evaluated in one call. */
export interface BatchRange {
  readonly batches: BatchArrays;
  readonly first: number;
  readonly count: number;
}

/** All batches in ranges of about `rows` symbols, but at least one batch. */
export function* rangesOf(batches: BatchArrays, rows: number): Generator<BatchRange> {
  const { rowStarts } = batches;
  for (let first = 0, end = 0; first < batches.count; first = end) {
    end = first + 1;
    while (end < batches.count && (rowStarts[end + 1] as number) - (rowStarts[first] as number) <= rows) end++;
    yield { batches, first, count: end - first };
  }
}

export function evaluateRange(network: Network, { batches, first, count }: BatchRange): Totals {
  const { rowStarts } = batches;
  const start = rowStarts[first] as number;
  const totals = nothing();
  network.load(batches, first, count);
  network.evaluate(count);
  for (let batch = first; batch < first + count; batch++) {
    const symbols = (rowStarts[batch + 1] as number) - (rowStarts[batch] as number);
    const at = (batch - first) * resultLength;
    totals.loss += (network.results[at] as number) * symbols;
    totals.correct += network.results[at + 1] as number;
    totals.symbols += symbols;
    countExact(batches, batch, network.predictions, start, totals);
  }
  return totals;
}

function countExact(
  batches: BatchArrays,
  batch: number,
  predictions: Uint32Array,
  start: number,
  totals: Totals,
): void {
  const { sizes, timeStarts, rowStarts, targets } = batches;
  const first = timeStarts[batch] as number;
  const sequences = sizes[first] as number;
  const wrong = new Uint8Array(sequences);
  let row = rowStarts[batch] as number;
  for (let time = first; time < (timeStarts[batch + 1] as number); time++) {
    for (let b = 0; b < (sizes[time] as number); b++, row++)
      if (predictions[row - start] !== targets[row]) wrong[b] = 1;
  }
  totals.sequences += sequences;
  totals.exact += sequences - wrong.reduce((a, b) => a + b, 0);
}

export function sumOf(all: readonly Totals[]): Totals {
  const sum = nothing();
  for (const totals of all) for (const name of Object.keys(sum) as (keyof Totals)[]) sum[name] += totals[name];
  return sum;
}

/** Mean loss and accuracy. @throws RnnError `ERR_EMPTY_DATASET` without symbols */
export function means({ loss, correct, symbols }: Totals): TagScores {
  if (symbols === 0) throw new RnnError("ERR_EMPTY_DATASET", "data: expected at least one symbol, got none");
  return { loss: loss / symbols, accuracy: correct / symbols };
}

/** Evaluates all batches. */
export async function evaluateAll(
  network: () => Network,
  batches: Batches,
  rows: number,
  pause: Pause,
): Promise<Totals> {
  const all: Totals[] = [];
  for (const range of rangesOf(batches, rows)) {
    all.push(evaluateRange(network(), range));
    await pause();
  }
  return sumOf(all);
}
