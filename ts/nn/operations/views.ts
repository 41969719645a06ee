/**
 * Other shapes and orders of the same elements: views of the same memory where that is possible.
 */

import { type Shape, sizeOf, strayOf, stridesOf } from "../arrays/shape.js";
import { flat, type NdArray, Storage } from "../arrays/storage.js";
import { gather } from "../arrays/strided.js";
import type { OutputGrads } from "../autograd/graph.js";
import { type Result, view } from "./result.js";

/** The same elements in the same order; a view unless they lie out of order. */
export function reshape(a: NdArray, shape: Shape): Result {
  const storage = a.strides ? new Storage(flat(a)) : a.storage;
  return view(storage, shape, null, { backward: ([g]: OutputGrads) => [g ?? null] });
}

/** Dimensions in another order: dimension `i` is the operand's `order[i]`. Always a view. */
export function permute(a: NdArray, order: readonly number[]): Result {
  const strides = a.strides ?? stridesOf(a.shape);
  const shape = order.map((dim) => a.shape[dim] as number);
  const stray = strayOf(
    shape,
    order.map((dim) => strides[dim] as number),
  );
  return view(a.storage, shape, stray, {
    backward: ([g]: OutputGrads) => [g ? unpermute(g, shape, order) : null],
  });
}

/** Elements in the order of a permuted array, back in row-major order of the operand. */
export function unpermute(values: Float32Array, shape: Shape, order: readonly number[]): Float32Array {
  const strides = stridesOf(shape);
  const back = order.map((_, dim) => order.indexOf(dim));
  const original = back.map((dim) => shape[dim] as number);
  const stray = strayOf(
    original,
    back.map((dim) => strides[dim] as number),
  );
  return stray && sizeOf(shape) > 0 ? gather(values, original, stray) : values;
}

/** The dimensions of `rank` with `dim` moved to the end. */
export const withLast = (rank: number, dim: number): number[] => {
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== dim);
  return rank === 0 ? order : [...order, dim];
};
