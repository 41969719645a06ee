/**
 * Values in memory by shape and strides: copies in order, writes out of order, and sums over stretched dimensions.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { type Shape, sizeOf } from "./shape.js";

/** What a tensor's elements lie in. */
export type Values = Float32Array | Int32Array;

/** Arrays that `make` makes. @throws RnnError `ERR_OUT_OF_MEMORY` where JavaScript has a RangeError */
export function withRoom<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RnnError("ERR_OUT_OF_MEMORY", "nn: expected room for a tensor's values, got none", { cause });
  }
}

export const floats = (length: number): Float32Array => withRoom(() => new Float32Array(length));

/** As many zeros of the same type. */
export const like = <V extends Values>(values: V, length: number): V =>
  withRoom(() => new (values.constructor as new (length: number) => V)(length));

/** The elements in row-major order: a new array. */
export function gather<V extends Values>(values: V, shape: Shape, strides: Shape): V {
  const out = like(values, sizeOf(shape));
  const { length, step } = innermost(shape, strides);
  let to = 0;
  eachRow(shape, strides, (start) => {
    for (let i = 0, from = start; i < length; i++, from += step) out[to++] = values[from] as number;
  });
  return out;
}

/** Writes row-major elements where the strides say. */
export function scatter(from: ArrayLike<number>, values: Values, shape: Shape, strides: Shape): void {
  const { length, step } = innermost(shape, strides);
  let next = 0;
  eachRow(shape, strides, (start) => {
    for (let i = 0, to = start; i < length; i++, to += step) values[to] = from[next++] as number;
  });
}

/**
 * Sums row-major elements of `shape` into `size` places; strides of 0 say which fall together.
 * In f64: a bias's gradient may be the sum of a million.
 */
export function sumInto(size: number, from: ArrayLike<number>, shape: Shape, strides: Shape): Float32Array {
  const sums = new Float64Array(size);
  const { length, step } = innermost(shape, strides);
  let next = 0;
  eachRow(shape, strides, (start) => {
    for (let i = 0, to = start; i < length; i++, to += step) (sums[to] as number) += from[next++] as number;
  });
  return Float32Array.from(sums);
}

const innermost = (shape: Shape, strides: Shape) => ({ length: shape.at(-1) ?? 1, step: strides.at(-1) ?? 0 });

/** Calls `visit` with the start of each row along the last dimension, in row-major order. */
function eachRow(shape: Shape, strides: Shape, visit: (start: number) => void): void {
  if (sizeOf(shape) === 0) return;
  const last = shape.length - 2;
  const index = new Array<number>(last + 1).fill(0);
  for (let start = 0; ; ) {
    visit(start);
    let dim = last;
    for (; dim >= 0; dim--) {
      start += strides[dim] as number;
      if (++(index[dim] as number) < (shape[dim] as number)) break;
      start -= (shape[dim] as number) * (strides[dim] as number);
      index[dim] = 0;
    }
    if (dim < 0) return;
  }
}
