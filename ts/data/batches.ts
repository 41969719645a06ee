/**
 * Batches packed like PyTorch's PackedSequence: sequences sorted by length, longest first, one row per symbol in time order, and no
 * padding, so padding can never enter the loss.
 */

import { longestFirst as byLength, stillRunning } from "./packing.js";
import { ensureCapacity } from "./sequence.js";

/** Concatenated sequences with a target for each step; sequence i is at starts[i] … starts[i + 1] − 1. */
export interface AlignedSequences {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly starts: ArrayLike<number>;
}

/** The number of sequences. */
export const countOf = ({ starts }: AlignedSequences): number => starts.length - 1;

/** Packed batches as plain arrays, which can be posted to other threads. */
export interface BatchArrays {
  /** Input symbol of each row. */
  readonly inputs: Uint32Array<ArrayBuffer>;
  /** Target symbol of each row. */
  readonly targets: Uint32Array<ArrayBuffer>;
  /** The number of sequences that reach each time step of each batch (PyTorch's `batch_sizes`). */
  readonly sizes: Uint32Array<ArrayBuffer>;
  /** The first row of each batch, and the end of the last. */
  readonly rowStarts: Uint32Array<ArrayBuffer>;
  /** The first time step of each batch in `sizes`, and the end of the last. */
  readonly timeStarts: Uint32Array<ArrayBuffer>;
  readonly count: number;
}

export class Batches implements BatchArrays {
  inputs = new Uint32Array(1024);
  targets = new Uint32Array(1024);
  sizes = new Uint32Array(1024);
  rowStarts = new Uint32Array(64);
  timeStarts = new Uint32Array(64);
  count = 0;
  /** Scratch for `pack`: start and length of each sequence of the batch. */
  #starts = new Int32Array(16);
  #lengths = new Int32Array(16);

  /** Removes all batches and keeps the memory. */
  restart(): this {
    this.count = 0;
    return this;
  }

  /**
   * Adds a batch of `size` sequences of `time` symbols each, which the caller fills in.
   * @returns its first row: symbol t of sequence b is at row + t · size + b of `inputs` and `targets`
   */
  rectangle(time: number, size: number): number {
    const at = this.timeStarts[this.count] as number;
    const row = this.#open(time * size, time);
    this.sizes.fill(size, at, at + time);
    return row;
  }

  /** Appends a batch of the pairs order[from] … order[to − 1]; pairs of equal length keep their order. */
  pack(pairs: AlignedSequences, order: ArrayLike<number>, from: number, to: number): this {
    const { inputs, targets } = pairs;
    const [rows, longest] = this.#sortByLength(pairs, order, from, to);
    const [starts, lengths] = [this.#starts, this.#lengths];
    const at = this.timeStarts[this.count] as number;
    let row = this.#open(rows, longest);
    let running = to - from;
    for (let time = 0; time < longest; time++) {
      running = stillRunning(lengths, running, time);
      this.sizes[at + time] = running;
      for (let b = 0; b < running; b++, row++) {
        const place = (starts[b] as number) + time;
        this.inputs[row] = inputs[place] as number;
        this.targets[row] = targets[place] as number;
      }
    }
    return this;
  }

  /** Appends all pairs, or those of `which`, in batches of about `rows` symbols and similar lengths. */
  packByLength(pairs: AlignedSequences, rows: number, which?: ArrayLike<number>): this {
    const order = longestFirst(pairs.starts, which ?? countOf(pairs));
    for (let from = 0; from < order.length; ) {
      const to = endOfBatch(pairs.starts, order, from, rows);
      this.pack(pairs, order, from, to);
      from = to;
    }
    return this;
  }

  /** Appends batches that another thread packed. */
  append(other: BatchArrays): void {
    for (let i = 0; i < other.count; i++) {
      const [from, to] = [other.rowStarts[i] as number, other.rowStarts[i + 1] as number];
      const [first, last] = [other.timeStarts[i] as number, other.timeStarts[i + 1] as number];
      const at = this.timeStarts[this.count] as number;
      const row = this.#open(to - from, last - first);
      this.inputs.set(other.inputs.subarray(from, to), row);
      this.targets.set(other.targets.subarray(from, to), row);
      this.sizes.set(other.sizes.subarray(first, last), at);
    }
  }

  /** The first sequence of the first batch, which is the longest. */
  get first(): { tokens: Int32Array; targets: Int32Array } {
    return { tokens: this.#firstOf(this.inputs), targets: this.#firstOf(this.targets) };
  }

  /** The first sequence's values in `inputs` or `targets`. */
  #firstOf(values: Uint32Array): Int32Array {
    let row = 0;
    return Int32Array.from(this.sizes.subarray(0, this.timeStarts[1]), (size) => {
      const value = values[row] as number;
      row += size;
      return value;
    });
  }

  /** Allocates a batch. @returns its first row */
  #open(rows: number, time: number): number {
    const { count } = this;
    const [row, at] = [this.rowStarts[count] as number, this.timeStarts[count] as number];
    this.inputs = ensureCapacity(this.inputs, row + rows);
    this.targets = ensureCapacity(this.targets, row + rows);
    this.sizes = ensureCapacity(this.sizes, at + time);
    this.rowStarts = ensureCapacity(this.rowStarts, count + 2);
    this.timeStarts = ensureCapacity(this.timeStarts, count + 2);
    this.rowStarts[count + 1] = row + rows;
    this.timeStarts[count + 1] = at + time;
    this.count++;
    return row;
  }

  /** Fills the scratch with starts and lengths, longest first. @returns the number of symbols in all and in the longest */
  #sortByLength({ starts }: AlignedSequences, order: ArrayLike<number>, from: number, to: number): [number, number] {
    const size = to - from;
    this.#starts = ensureCapacity(this.#starts, size);
    this.#lengths = ensureCapacity(this.#lengths, size);
    let [rows, longest, sorted] = [0, 0, true];
    for (let b = 0; b < size; b++) {
      const pair = order[from + b] as number;
      const start = starts[pair] as number;
      const length = (starts[pair + 1] as number) - start;
      this.#starts[b] = start;
      this.#lengths[b] = length;
      rows += length;
      if (length > longest) longest = length;
      if (b > 0 && length > (this.#lengths[b - 1] as number)) sorted = false;
    }
    if (!sorted) this.#sort(size);
    return [rows, longest];
  }

  #sort(size: number): void {
    const [starts, lengths] = [this.#starts.slice(0, size), this.#lengths.slice(0, size)];
    byLength(lengths).forEach((from, b) => {
      this.#starts[b] = starts[from] as number;
      this.#lengths[b] = lengths[from] as number;
    });
  }
}

/** Sorts sequences by length, longest first: the first `which`, or those of a list. */
export function longestFirst(starts: ArrayLike<number>, which: number | ArrayLike<number>): ArrayLike<number> {
  const order = typeof which === "number" ? Int32Array.from({ length: which }, (_, i) => i) : Int32Array.from(which);
  const lengths = order.map((i) => (starts[i + 1] as number) - (starts[i] as number));
  return byLength(lengths).map((i) => order[i] as number);
}

/**
 * The end of a batch that starts at `from`: about `rows` symbols, but at least one sequence. An empty sequence ends it.
 */
export function endOfBatch(starts: ArrayLike<number>, order: ArrayLike<number>, from: number, rows: number): number {
  let [to, sum] = [from, 0];
  for (; to < order.length; to++) {
    const place = order[to] as number;
    const length = (starts[place + 1] as number) - (starts[place] as number);
    sum += length;
    if (length === 0 || (sum > rows && to > from)) break;
  }
  return to;
}
