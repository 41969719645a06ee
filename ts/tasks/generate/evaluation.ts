/**
 * Scores texts and items that a network has not learned from.
 */

import type { Network } from "../../core/network.js";
import { stateLength } from "../../core/network-config.js";
import { type BatchArrays, Batches, type Sequences } from "../../data/batches.js";
import { RnnError } from "../../errors/rnn-error.js";
import { rowsAtOnce } from "../../model/config.js";
import type { Pause, Scorer, Verdict } from "../source.js";
import { scoresOf } from "./progress.js";
import type { Items } from "./source-spec.js";
import type { Integers } from "./symbol-list.js";

/** The sums of an evaluation. */
export interface Totals {
  /** In nats. */
  loss: number;
  correct: number;
  symbols: number;
}

const nothing = (): Totals => ({ loss: 0, correct: 0, symbols: 0 });

/** Scratch for batches, used by one synchronous stretch at a time. */
const scratch = new Batches();

/** The minimum length of a column of a text, which limits how many columns are scored at once. */
const minColumn = 1024;
const maxColumns = 64;
/** Columns of a job. */
const columnsPerJob = 16;
/** What a column reads before the symbols that it scores. Of what lies further back, the state knows next to nothing. */
const context = 256;

/** Neighboring columns of a text, which are scored side by side. */
export interface ColumnJob {
  readonly kind: "columns";
  readonly tokens: Integers;
  readonly columns: number;
  /** Symbols from one column to the next. */
  readonly stride: number;
  /** Steps of each column. */
  readonly steps: number;
  /** Steps at the start of each column that are only read; the text's first column has nothing before it, and is scored from its start on. */
  readonly warm: number;
  readonly isFirst: boolean;
  /** Further steps of the last column. */
  readonly rest: number;
}

/**
 * The parts of a text whose symbols but the first are scored, each by those before it. A long text is cut into columns, each of which first
 * reads the {@link context} before it.
 */
export function* textJobs(tokens: Integers): Generator<ColumnJob> {
  const predictions = tokens.length - 1;
  if (predictions < 1) return;
  const count = Math.min(Math.max(Math.floor(predictions / minColumn), 1), maxColumns);
  const warm = count > 1 ? context : 0;
  const stride = Math.floor((predictions - warm) / count);
  for (let column = 0; column < count; column += columnsPerJob) {
    const columns = Math.min(columnsPerJob, count - column);
    const isLast = column + columns === count;
    const from = column * stride;
    const to = isLast ? tokens.length : from + columns * stride + warm + 1;
    yield {
      kind: "columns",
      tokens: tokens.subarray(from, to) as Integers,
      columns,
      stride,
      steps: warm + stride,
      warm,
      isFirst: column === 0,
      rest: isLast ? predictions - count * stride - warm : 0,
    };
  }
}

/** @param rows symbols that are read at once */
async function scoreColumns(network: () => Network, job: ColumnJob, rows: number, pause: Pause): Promise<Totals> {
  const totals = nothing();
  const { columns, stride, steps: end, warm, isFirst, rest } = job;
  const reader = new ColumnReader(network, job.tokens, totals);
  const { config } = network();
  const state = new Float32Array(stateLength(config) * columns);
  const steps = Math.max(1, Math.floor(rows / columns));
  for (let time = 0; time < end; time += steps) {
    const to = Math.min(time + steps, end);
    const isScored = (row: number, column: number) => (isFirst && column === 0) || row >= warm;
    reader.read({ from: time, to, stride, state, isScored });
    await pause();
  }
  const last = lastColumn(state, columns, config.hiddenSize);
  const first = (columns - 1) * stride + end;
  for (let time = first; time < first + rest; time += steps) {
    const to = Math.min(time + steps, first + rest);
    reader.read({ from: time, to, stride: 0, state: last, isScored: () => true });
    await pause();
  }
  return totals;
}

/** Scores each symbol of a text but the first. @param rows symbols that are read at once */
export async function evaluateText(
  network: () => Network,
  tokens: Integers,
  rows: number,
  pause: Pause,
): Promise<Totals> {
  const all: Totals[] = [];
  for (const job of textJobs(tokens)) all.push(await scoreColumns(network, job, rows, pause));
  return sumOf(all);
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

/** A batch of items. */
export interface ItemJob {
  readonly kind: "items";
  readonly batches: BatchArrays;
  readonly first: number;
  readonly count: 1;
}

export function* itemJobs(batches: Batches): Generator<ItemJob> {
  for (let first = 0; first < batches.count; first++) yield { kind: "items", batches, first, count: 1 };
}

/** Scores the symbols and ends of a batch. */
function scoreItems(network: Network, { batches, first }: ItemJob): Totals {
  const symbols = (batches.rowStarts[first + 1] as number) - (batches.rowStarts[first] as number);
  network.load(batches, first, 1);
  network.evaluate(1);
  const [loss, correct] = network.results as unknown as [number, number];
  return { loss: loss * symbols, correct, symbols };
}

/** Scores the symbols and ends of packed items. */
export async function evaluateItems(network: () => Network, batches: Batches, pause: Pause): Promise<Totals> {
  const all: Totals[] = [];
  for (const job of itemJobs(batches)) {
    all.push(scoreItems(network(), job));
    await pause();
  }
  return sumOf(all);
}

export const scoreGenerated: Scorer = (network, job, pause) => {
  const given = job as ColumnJob | ItemJob;
  if (given.kind === "items") return scoreItems(network(), given);
  return scoreColumns(network, given, rowsAtOnce(network().config), pause);
};

export function sumOf(all: readonly Totals[]): Totals {
  const sum = nothing();
  for (const { loss, correct, symbols } of all) {
    sum.loss += loss;
    sum.correct += correct;
    sum.symbols += symbols;
  }
  return sum;
}

/** What a run makes of the scores of its validation jobs, of so many items or of the symbols of a text. */
export function verdictOf(totals: readonly Totals[], items?: number): Verdict | undefined {
  if (totals.length === 0) return undefined;
  const sum = sumOf(totals);
  const { loss, accuracy } = means(sum);
  return { count: items ?? sum.symbols, scores: scoresOf(loss, accuracy) };
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
