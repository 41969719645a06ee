/**
 * The steps of sequences as plain arrays, which can be posted to a worker: tokens, or rows of numbers in the data's own units.
 */

import { type Scale, scaled } from "../../data/scaling.js";
import { ensureCapacity } from "../../data/sequence.js";

/** Indices of symbols. */
export interface TokenRows {
  readonly kind: "tokens";
  readonly tokens: Int32Array;
}

/** Numbers of several columns. */
export interface NumberRows {
  readonly kind: "numbers";
  readonly columns: number;
  /** f64[rows][columns]. A gap holds the value that it repeats, or `NaN` where its sequence has none. */
  readonly values: Float64Array;
  /** u8[rows][columns], 1 where a value was missing; undefined without gaps. */
  readonly gaps: Uint8Array | undefined;
}

export type StepRows = TokenRows | NumberRows;

/** How the columns of numbers become inputs of a network. */
export interface InputScaling {
  readonly scales: readonly Scale[];
  /** The mean of each column in the training part: what a column without any value in its sequence holds. */
  readonly means: readonly number[];
}

/** The inputs of rows: the scaled columns, then for each of `gapColumns` 1 where its value was missing. */
export function scaledInputs(
  { columns, values, gaps }: NumberRows,
  { scales, means }: InputScaling,
  gapColumns: readonly number[],
): Float32Array<ArrayBuffer> {
  const rows = values.length / columns;
  const width = columns + gapColumns.length;
  const inputs = new Float32Array(rows * width);
  for (let column = 0; column < columns; column++) {
    const scale = scales[column] as Scale;
    const mean = scaled(means[column] as number, scale);
    for (let row = 0; row < rows; row++) {
      const value = scaled(values[row * columns + column] as number, scale);
      inputs[row * width + column] = Number.isNaN(value) ? mean : value;
    }
  }
  if (gaps)
    for (const [i, column] of gapColumns.entries())
      for (let row = 0; row < rows; row++) inputs[row * width + columns + i] = gaps[row * columns + column] as number;
  return inputs;
}

/** Gathers tables of the same columns one after another. */
export class NumberRowList {
  #values = new Float64Array(256);
  #gaps: Uint8Array<ArrayBuffer> | undefined;
  #length = 0;

  add(values: Float64Array, gaps: Uint8Array | undefined): void {
    const end = this.#length + values.length;
    this.#values = ensureCapacity(this.#values, end);
    this.#values.set(values, this.#length);
    if (gaps) this.#gaps ??= new Uint8Array(this.#values.length);
    if (this.#gaps) {
      this.#gaps = ensureCapacity(this.#gaps, this.#values.length);
      if (gaps) this.#gaps.set(gaps, this.#length);
    }
    this.#length = end;
  }

  take(columns: number): NumberRows {
    const length = this.#length;
    return { kind: "numbers", columns, values: this.#values.slice(0, length), gaps: this.#gaps?.slice(0, length) };
  }
}
