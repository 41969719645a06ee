/**
 * Batches packed like PyTorch's PackedSequence: sequences sorted by length, longest first, one row per time step and sequence in time order,
 * and no padding, so padding can never enter the loss.
 */

import type { BatchLayout, NetworkBatches } from "../core/network-batches.js";
import { byLength, stillRunning } from "./packing.js";
import { ensureCapacity } from "./sequence.js";

/**
 * Concatenated sequences: the rows of sequence i are starts[i] … starts[i + 1] − 1, or up to ends[i] − 1, with which sequences may overlap.
 */
export interface SequenceBounds {
  readonly starts: ArrayLike<number>;
  readonly ends?: ArrayLike<number> | undefined;
}

/**
 * Sequences of tokens, or of rows of numbers. Targets are classes or rows of numbers: one for each row, at the row's place, or one for each
 * sequence, at the sequence's place.
 */
interface InputSequences extends SequenceBounds {
  readonly inputs: Int32Array | Float32Array;
  readonly targets?: Int32Array | Float32Array;
}

/** Sequences with targets. */
export interface Sequences extends InputSequences {
  readonly targets: Int32Array | Float32Array;
}

/** Sequences of tokens with a class for each step. */
export interface AlignedSequences extends Sequences {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

/** The number of sequences. */
export const countOf = ({ starts, ends }: SequenceBounds): number => ends?.length ?? starts.length - 1;

/** The number of rows of a sequence. */
export const lengthOf = ({ starts, ends }: SequenceBounds, sequence: number): number =>
  ((ends ? ends[sequence] : starts[sequence + 1]) as number) - (starts[sequence] as number);

/** Packed batches as plain arrays, which can be posted to other threads. */
export interface BatchArrays extends NetworkBatches {
  /** Inputs of each row: a token, or `layout.features` numbers. */
  readonly inputs: Elements;
  /** Targets of each row or sequence: a class, or `layout.targetSize` numbers. */
  readonly targets: Elements;
  readonly sizes: Uint32Array<ArrayBuffer>;
  readonly rowStarts: Uint32Array<ArrayBuffer>;
  readonly timeStarts: Uint32Array<ArrayBuffer>;
  readonly targetStarts: Uint32Array<ArrayBuffer>;
  readonly layout: BatchLayout;
  readonly count: number;
}

/** Tokens and classes, or numbers. */
type Elements = Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** The layout of batches of tokens with a class for each. */
const tokensWithClasses: BatchLayout = { targetsPer: "row" };

export class Batches implements BatchArrays {
  readonly layout: BatchLayout;
  inputs: Elements;
  targets: Elements;
  sizes = new Uint32Array(1024);
  rowStarts = new Uint32Array(64);
  timeStarts = new Uint32Array(64);
  targetStarts = new Uint32Array(64);
  count = 0;
  /** Scratch for `pack`: index, start and length of each sequence of the batch. */
  #sequences = new Int32Array(16);
  #starts = new Int32Array(16);
  #lengths = new Int32Array(16);
  /** Where each row of the batch that was packed last lies in its sequences. */
  places = new Int32Array(1024);

  constructor(layout = tokensWithClasses) {
    this.layout = layout;
    this.inputs = elements(layout.features);
    this.targets = elements(layout.targetSize);
  }

  /** Removes all batches and keeps the memory. */
  restart(): this {
    this.count = 0;
    return this;
  }

  /**
   * Adds a batch of `size` sequences of `time` rows each, which the caller fills in.
   * @returns its first row: row t of sequence b is row + t · size + b of `inputs`, and of `targets` if they are per row
   */
  rectangle(time: number, size: number): number {
    return this.rectangles(1, time, size);
  }

  /** Adds `count` batches; see {@link rectangle}. @returns the first row of the first; those of the others follow */
  rectangles(count: number, time: number, size: number): number {
    const at = this.timeStarts[this.count] as number;
    const row = this.rowStarts[this.count] as number;
    for (let i = 0; i < count; i++) this.open(time * size, time, size);
    this.sizes.fill(size, at, at + count * time);
    return row;
  }

  /**
   * Appends a batch of the sequences order[from] … order[to − 1]; sequences of equal length keep their order. Without targets, those of the
   * batch are arbitrary.
   */
  pack(from: InputSequences, order: ArrayLike<number>, first: number, end: number): this {
    const [rows, longest] = this.#sortByLength(from, order, first, end);
    const [starts, lengths] = [this.#starts, this.#lengths];
    const at = this.timeStarts[this.count] as number;
    const target = this.targetStarts[this.count] as number;
    const row = this.open(rows, longest, end - first);
    this.places = ensureCapacity(this.places, rows);
    const { places } = this;
    let [running, next] = [end - first, 0];
    for (let time = 0; time < longest; time++) {
      running = stillRunning(lengths, running, time);
      this.sizes[at + time] = running;
      for (let b = 0; b < running; b++) places[next++] = (starts[b] as number) + time;
    }
    const { features, targetSize, targetsPer } = this.layout;
    gather(from.inputs, places, rows, features ?? 1, this.inputs, row);
    if (!from.targets) return this;
    if (targetsPer === "row") gather(from.targets, places, rows, targetSize ?? 1, this.targets, row);
    else gather(from.targets, this.#sequences, end - first, targetSize ?? 1, this.targets, target);
    return this;
  }

  /** Appends all sequences, or those of `which`, in batches of about `rows` rows and similar lengths. */
  packByLength(from: Sequences, rows: number, which?: ArrayLike<number>): this {
    const order = longestFirst(from, which ?? countOf(from));
    for (let first = 0; first < order.length; ) {
      const end = endOfBatch(from, order, first, rows);
      this.pack(from, order, first, end);
      first = end;
    }
    return this;
  }

  /** Allocates a batch. @returns its first row */
  open(rows: number, time: number, sequences: number): number {
    const { count } = this;
    const { features, targetSize, targetsPer } = this.layout;
    const [row, at] = [this.rowStarts[count] as number, this.timeStarts[count] as number];
    const targetEnd = (this.targetStarts[count] as number) + (targetsPer === "row" ? rows : sequences);
    this.inputs = ensureCapacity(this.inputs, (row + rows) * (features ?? 1));
    this.targets = ensureCapacity(this.targets, targetEnd * (targetSize ?? 1));
    this.sizes = ensureCapacity(this.sizes, at + time);
    this.rowStarts = ensureCapacity(this.rowStarts, count + 2);
    this.timeStarts = ensureCapacity(this.timeStarts, count + 2);
    this.targetStarts = ensureCapacity(this.targetStarts, count + 2);
    this.rowStarts[count + 1] = row + rows;
    this.timeStarts[count + 1] = at + time;
    this.targetStarts[count + 1] = targetEnd;
    this.count++;
    return row;
  }

  /** Fills the scratch with sequences, longest first. @returns the number of rows in all and in the longest */
  #sortByLength(from: SequenceBounds, order: ArrayLike<number>, first: number, end: number): [number, number] {
    const size = end - first;
    this.#sequences = ensureCapacity(this.#sequences, size);
    this.#starts = ensureCapacity(this.#starts, size);
    this.#lengths = ensureCapacity(this.#lengths, size);
    let [rows, longest, sorted] = [0, 0, true];
    for (let b = 0; b < size; b++) {
      const sequence = order[first + b] as number;
      const length = lengthOf(from, sequence);
      this.#sequences[b] = sequence;
      this.#starts[b] = from.starts[sequence] as number;
      this.#lengths[b] = length;
      rows += length;
      if (length > longest) longest = length;
      if (b > 0 && length > (this.#lengths[b - 1] as number)) sorted = false;
    }
    if (!sorted) this.#sort(size);
    return [rows, longest];
  }

  #sort(size: number): void {
    const given = [this.#sequences, this.#starts, this.#lengths].map((array) => array.slice(0, size));
    const [sequences, starts, lengths] = given as [Int32Array, Int32Array, Int32Array];
    byLength(lengths).forEach((from, b) => {
      this.#sequences[b] = sequences[from] as number;
      this.#starts[b] = starts[from] as number;
      this.#lengths[b] = lengths[from] as number;
    });
  }
}

const elements = (width: number | undefined): Elements =>
  width === undefined ? new Uint32Array(1024) : new Float32Array(1024);

/** Copies rows of `width` elements: those at `places` of `from`, one after another, to row `row` of `to` and the rows after it. */
function gather(
  from: Int32Array | Float32Array,
  places: Int32Array,
  rows: number,
  width: number,
  to: Elements,
  row: number,
): void {
  // PERF: two loops, because the inner one would cost tokens as much as their copy.
  if (width === 1) {
    for (let i = 0; i < rows; i++) to[row + i] = from[places[i] as number] as number;
    return;
  }
  let at = row * width;
  for (let i = 0; i < rows; i++) {
    const place = (places[i] as number) * width;
    for (let column = 0; column < width; column++) to[at++] = from[place + column] as number;
  }
}

/** Copies `count` batches to arrays that can be posted. */
export function cutBatches(batches: BatchArrays, first: number, count: number): BatchArrays {
  const { inputs, targets, sizes, rowStarts, timeStarts, targetStarts, layout } = batches;
  const { features = 1, targetSize = 1 } = layout;
  const cut = (starts: Uint32Array) => {
    const [from, to] = [starts[first] as number, starts[first + count] as number];
    return { from, to, starts: starts.slice(first, first + count + 1).map((start) => start - from) };
  };
  const [row, time, target] = [rowStarts, timeStarts, targetStarts].map(cut) as [Cut, Cut, Cut];
  return {
    inputs: inputs.slice(row.from * features, row.to * features),
    targets: targets.slice(target.from * targetSize, target.to * targetSize),
    sizes: sizes.slice(time.from, time.to),
    rowStarts: row.starts,
    timeStarts: time.starts,
    targetStarts: target.starts,
    layout,
    count,
  };
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly starts: Uint32Array<ArrayBuffer>;
}

/** Sorts sequences by length, longest first: the first `which`, or those of a list. */
export function longestFirst(from: SequenceBounds, which: number | ArrayLike<number>): ArrayLike<number> {
  const order = typeof which === "number" ? new Int32Array(which).map((_, i) => i) : Int32Array.from(which);
  return byLength(order.map((sequence) => lengthOf(from, sequence))).map((i) => order[i] as number);
}

/**
 * The end of a batch that starts at `first`: about `rows` rows, but at least one sequence. An empty sequence ends it.
 */
export function endOfBatch(from: SequenceBounds, order: ArrayLike<number>, first: number, rows: number): number {
  let [end, sum] = [first, 0];
  for (; end < order.length; end++) {
    const length = lengthOf(from, order[end] as number);
    sum += length;
    if (length === 0 || (sum > rows && end > first)) break;
  }
  return end;
}
