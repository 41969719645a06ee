/**
 * Reshapes and permutes arrays. The results share memory with the operand where possible, and so do their gradients.
 */

import { type Shape, storedStrides, stridesOf } from "../arrays/shape.js";
import { flat, type NdArray, ndArray } from "../arrays/storage.js";
import { reshapedStrides } from "../arrays/strided.js";
import type { OutputGrads } from "../autograd/graph.js";
import { derived, type Result } from "./result.js";

/** Another shape with the same elements in the same order: a view where strides can express it, otherwise a copy. */
export function reshape(a: NdArray, shape: Shape): Result {
  const backward = ([g]: OutputGrads) => [reshaped(g as NdArray, a.shape)];
  return derived(reshaped(a, shape), { backward });
}

/** {@link reshape} without a gradient. */
export function reshaped(a: NdArray, shape: Shape): NdArray {
  if (!a.strides) return { storage: a.storage, shape, strides: null };
  const strides = reshapedStrides(a.shape, a.strides, shape);
  return strides ? { storage: a.storage, shape, strides: storedStrides(shape, strides) } : ndArray(flat(a), shape);
}

/** Permutes dimensions: dimension `i` is the operand's dimension `order[i]`. Always a view. */
export function permute(a: NdArray, order: readonly number[]): Result {
  const backward = ([g]: OutputGrads) => [permuted(g as NdArray, inverse(order))];
  return derived(permuted(a, order), { backward });
}

/** {@link permute} without a gradient. */
export function permuted(a: NdArray, order: readonly number[]): NdArray {
  const strides = a.strides ?? stridesOf(a.shape);
  const shape = order.map((dim) => a.shape[dim] as number);
  const stored = storedStrides(
    shape,
    order.map((dim) => strides[dim] as number),
  );
  return { storage: a.storage, shape, strides: stored };
}

/** The order that undoes a permutation. */
export const inverse = (order: readonly number[]): number[] => order.map((_, dim) => order.indexOf(dim));

/** The order of `rank` dimensions that moves `dim` to the end. */
export const withLast = (rank: number, dim: number): number[] => {
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== dim);
  return rank === 0 ? order : [...order, dim];
};
