/**
 * Scores texts and items that a network has not learned from.
 */

import { type Network, resultLength } from "../../core/network.js";
import { stateLength } from "../../core/network-config.js";
import { Batches, type Sequences } from "../../data/batches.js";
import { RnnError } from "../../errors/rnn-error.js";
import type { Items } from "./source-spec.js";
import type { Integers } from "./symbol-list.js";

/** The sums of an evaluation. */
export interface Totals {
  /** In nats. */
  loss: number;
  correct: number;
  symbols: number;
}

/** Called every few milliseconds and awaited; an error aborts the evaluation. */
export type Pause = () => undefined | Promise<void>;

const nothing = (): Totals => ({ loss: 0, correct: 0, symbols: 0 });

/** Scratch for batches, used by one synchronous stretch at a time. */
const scratch = new Batches();

/** A column of a text is at least this long: so many columns are scored at once. */
const minColumn = 1024;
const maxColumns = 64;
/** What a column reads before the symbols that it scores. Of what lies further back, the state knows next to nothing. */
const context = 256;

/**
 * Scores each symbol of a text but the first, by those before it. A long text is cut into columns, which are scored side by side; each first
 * reads the {@link context} before it.
 */
export async function evaluateText(
  network: () => Network,
  tokens: Integers,
  rows: number,
  pause: Pause,
): Promise<Totals> {
  const totals = nothing();
  const predictions = tokens.length - 1;
  if (predictions < 1) return totals;
  const columns = Math.min(Math.max(Math.floor(predictions / minColumn), 1), maxColumns);
  const warm = columns > 1 ? context : 0;
  const length = Math.floor((predictions - warm) / columns);
  const reader = new ColumnReader(network, tokens, totals);
  const { config } = network();
  const state = new Float32Array(stateLength(config) * columns);
  const steps = Math.max(1, Math.floor(rows / columns));
  const end = warm + length;
  for (let time = 0; time < end; time += steps) {
    const to = Math.min(time + steps, end);
    // The first column has nothing before it, and is scored from its start on.
    reader.read({ from: time, to, stride: length, state, isScored: (row, column) => column === 0 || row >= warm });
    await pause();
  }
  const last = lastColumn(state, columns, config.hiddenSize);
  const first = (columns - 1) * length;
  for (let time = first + end; time < predictions; time += steps) {
    const to = Math.min(time + steps, predictions);
    reader.read({ from: time, to, stride: 0, state: last, isScored: () => true });
    await pause();
  }
  return totals;
}

/** The state of the last of some columns, from f32[states · layers][columns][hiddenSize]. */
function lastColumn(state: Float32Array, columns: number, hiddenSize: number): Float32Array {
  const blocks = state.length / (columns * hiddenSize);
  const last = new Float32Array(blocks * hiddenSize);
  for (let block = 0; block < blocks; block++) {
    const end = (block + 1) * columns * hiddenSize;
    last.set(state.subarray(end - hiddenSize, end), block * hiddenSize);
  }
  return last;
}

/** Some steps of the columns of a text. */
interface Stretch {
  /** Steps of the first column. */
  readonly from: number;
  readonly to: number;
  /** Symbols from one column to the next; 0 for a single column. */
  readonly stride: number;
  /** The columns' state, which is carried on. */
  readonly state: Float32Array;
  isScored(row: number, column: number): boolean;
}

class ColumnReader {
  readonly #network: () => Network;
  readonly #tokens: Integers;
  readonly #totals: Totals;

  constructor(network: () => Network, tokens: Integers, totals: Totals) {
    this.#network = network;
    this.#tokens = tokens;
    this.#totals = totals;
  }

  read({ from, to, stride, state, isScored }: Stretch): void {
    const [network, tokens, totals] = [this.#network(), this.#tokens, this.#totals];
    const columns = state.length / stateLength(network.config);
    const batch = scratch.restart();
    let row = batch.rectangle(to - from, columns);
    for (let time = from; time < to; time++) {
      for (let column = 0; column < columns; column++, row++) {
        batch.inputs[row] = tokens[column * stride + time] as number;
        batch.targets[row] = tokens[column * stride + time + 1] as number;
      }
    }
    network.load(batch, 0, 1);
    const { size } = network.config.output;
    const probabilities = network.predict((to - from) * columns, state);
    for (let i = 0; i < (to - from) * columns; i++) {
      if (!isScored(from + Math.floor(i / columns), i % columns)) continue;
      const target = batch.targets[i] as number;
      totals.loss -= Math.log(probabilities[i * size + target] as number);
      totals.correct += Number(network.predictions[i] === target);
      totals.symbols++;
    }
  }
}

/** Batches of items of similar lengths. */
export const packItems = (batches: Batches, items: Items, rows: number, which?: ArrayLike<number>): Batches =>
  batches.packByLength(sequencesOf(items), rows, which);

/** Targets are the inputs one step later. */
export const sequencesOf = ({ tokens, starts, ends }: Items): Sequences => ({
  inputs: tokens,
  targets: tokens.subarray(1),
  starts,
  ends,
});

/** Scores the symbols and ends of packed items. */
export async function evaluateItems(network: () => Network, batches: Batches, pause: Pause): Promise<Totals> {
  const totals = nothing();
  for (let batch = 0; batch < batches.count; batch++) {
    const rows = (batches.rowStarts[batch + 1] as number) - (batches.rowStarts[batch] as number);
    const { results } = evaluated(network(), batches, batch);
    totals.loss += (results[0] as number) * rows;
    totals.correct += results[1] as number;
    totals.symbols += rows;
    await pause();
  }
  return totals;
}

function evaluated(network: Network, batches: Batches, batch: number): { results: Float64Array } {
  network.load(batches, batch, 1);
  network.evaluate(1);
  return { results: network.results.subarray(0, resultLength) };
}

/** Mean loss and accuracy. @throws RnnError `ERR_EMPTY_DATASET` without symbols */
export function means({ loss, correct, symbols }: Totals): { loss: number; accuracy: number } {
  if (symbols === 0) throw new RnnError("ERR_EMPTY_DATASET", "data: expected symbols to predict, got none");
  return { loss: loss / symbols, accuracy: correct / symbols };
}

/** Mean cost in bits of predicting a text's symbols by their frequencies in the training part, (c + 1) / (N + V). */
export function baselineBits(counts: readonly number[], targets: Iterable<number>): number {
  const total = counts.reduce((a, b) => a + b, 0) + counts.length;
  const costs = counts.map((count) => -Math.log2((count + 1) / total));
  let [sum, symbols] = [0, 0];
  for (const target of targets) {
    sum += costs[target] as number;
    symbols++;
  }
  return sum / symbols;
}
