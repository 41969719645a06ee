/**
 * Reshapes and permutes arrays. The results share memory with the operand where possible.
 */

import { type Shape, sizeOf, storedStrides, stridesOf } from "../arrays/shape.js";
import { flat, type NdArray, Storage } from "../arrays/storage.js";
import { gather } from "../arrays/strided.js";
import type { OutputGrads } from "../autograd/graph.js";
import { type Result, view } from "./result.js";

/** Another shape with the same elements in the same order: a view if the operand is in row-major order, otherwise a copy. */
export function reshape(a: NdArray, shape: Shape): Result {
  const storage = a.strides ? new Storage(flat(a)) : a.storage;
  return view(storage, shape, null, { backward: ([g]: OutputGrads) => [g ?? null] });
}

/** Permutes dimensions: dimension `i` is the operand's dimension `order[i]`. Always a view. */
export function permute(a: NdArray, order: readonly number[]): Result {
  const strides = a.strides ?? stridesOf(a.shape);
  const shape = order.map((dim) => a.shape[dim] as number);
  const stored = storedStrides(
    shape,
    order.map((dim) => strides[dim] as number),
  );
  return view(a.storage, shape, stored, {
    backward: ([g]: OutputGrads) => [g ? unpermute(g, shape, order) : null],
  });
}

/** Reorders elements of a permuted array into the row-major order of the original array. */
export function unpermute(values: Float32Array, shape: Shape, order: readonly number[]): Float32Array {
  const strides = stridesOf(shape);
  const back = order.map((_, dim) => order.indexOf(dim));
  const original = back.map((dim) => shape[dim] as number);
  const stored = storedStrides(
    original,
    back.map((dim) => strides[dim] as number),
  );
  return stored && sizeOf(shape) > 0 ? gather(values, original, stored) : values;
}

/** The order of `rank` dimensions that moves `dim` to the end. */
export const withLast = (rank: number, dim: number): number[] => {
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== dim);
  return rank === 0 ? order : [...order, dim];
};
