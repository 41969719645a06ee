/**
 * Sums, means, and largest elements with their indices, over all elements or along one dimension.
 */

import { checkInteger } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { reduced, type Shape, type Split, sizeOf, splitAt, withSize } from "../arrays/shape.js";
import { flat, flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import { floats, integers, type Values } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { pick } from "./indexing.js";
import { type Result, result } from "./result.js";

/** Sums in f64 along the middle dimension of (outer, length, inner). */
function sums(values: Values, { outer, length, inner }: Split): Float64Array {
  const out = new Float64Array(outer * inner);
  for (let o = 0, from = 0; o < outer; o++) {
    for (let along = 0; along < length; along++) {
      for (let i = o * inner; i < (o + 1) * inner; i++) (out[i] as number) += values[from++] as number;
    }
  }
  return out;
}

/** Repeats each element of (outer, inner) `length` times along the middle dimension, scaled. */
function repeat(gradient: Float32Array, { outer, length, inner }: Split, scale: number): Float32Array {
  const out = floats(outer * length * inner);
  for (let o = 0, to = 0; o < outer; o++) {
    for (let along = 0; along < length; along++) {
      for (let i = o * inner; i < (o + 1) * inner; i++) out[to++] = (gradient[i] as number) * scale;
    }
  }
  return out;
}

const whole = (shape: Shape): Split => ({ outer: 1, length: sizeOf(shape), inner: 1 });

/** How a reduction splits the shape, and the shape of its result. Without a dimension it covers all elements. */
function plan(shape: Shape, dim: number | undefined, keepdim: boolean): { split: Split; out: Shape } {
  if (dim === undefined) return { split: whole(shape), out: keepdim ? shape.map(() => 1) : [] };
  return { split: splitAt(shape, dim), out: reduced(shape, dim, keepdim) };
}

/** Sums elements. @throws RnnError `ERR_DTYPE` for a sum outside int32 */
export function sum(a: NdArray, dim: number | undefined, keepdim: boolean): Result {
  const { split, out } = plan(a.shape, dim, keepdim);
  const totals = sums(flat(a), split);
  if (!isInt32Array(a)) return reduction(a, Float32Array.from(totals), out, split, 1);
  const tooLarge = totals.find((total) => (total | 0) !== total);
  if (tooLarge !== undefined) throw mismatch("ERR_DTYPE", "sum", "sums within int32", String(tooLarge));
  return result(Int32Array.from(totals), out);
}

/** Averages elements: float32 also for int32; NaN without elements. */
export function mean(a: NdArray, dim: number | undefined, keepdim: boolean): Result {
  const { split, out } = plan(a.shape, dim, keepdim);
  const totals = sums(flat(a), split);
  const means = Float32Array.from(totals, (total) => total / split.length);
  return reduction(a, means, out, split, 1 / split.length);
}

function reduction(a: NdArray, values: Float32Array, shape: Shape, split: Split, scale: number): Result {
  const backward = ([g]: OutputGrads) => [ndArray(repeat(flatFloats(g as NdArray), split, scale), a.shape)];
  return result(values, shape, { backward });
}

/** Whether `x` is larger than the largest element so far. NaN counts as the largest. */
const exceeds = (x: number, largest: number): boolean => x > largest || (Number.isNaN(x) && !Number.isNaN(largest));

/** The index of the largest element along a dimension; of equal ones the first. @throws RnnError `ERR_SHAPE` without elements */
function largestAlong(name: string, a: NdArray, { outer, length, inner }: Split): Int32Array {
  if (length === 0) throw mismatch("ERR_SHAPE", name, "at least one element", a.shape);
  const values = flat(a);
  const out = integers(outer * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * length * inner + i;
      let best = 0;
      for (let along = 1; along < length; along++) {
        if (exceeds(values[start + along * inner] as number, values[start + best * inner] as number)) best = along;
      }
      out[o * inner + i] = best;
    }
  }
  return out;
}

export function argmax(a: NdArray, dim: number | undefined, keepdim: boolean): Result {
  const { split, out } = plan(a.shape, dim, keepdim);
  return result(largestAlong("argmax", a, split), out);
}

/** The largest elements and their indices. Only these elements get a gradient. */
export function max(a: NdArray, dim: number | undefined, keepdim: boolean): [values: Result, indices: Result] {
  const { split, out } = plan(a.shape, dim, keepdim);
  const indices = largestAlong("max", a, split);
  return picked(a, indices, split, { ...split, length: 1 }, out);
}

/** The `k` largest (or smallest) elements along a dimension, sorted; equal ones keep their order. */
export function topk(a: NdArray, k: number, dim: number, largest: boolean): [values: Result, indices: Result] {
  const split = splitAt(a.shape, dim);
  checkInteger("k", k, 0, split.length);
  const values = flat(a);
  const indices = integers(split.outer * k * split.inner);
  for (let o = 0; o < split.outer; o++) {
    for (let i = 0; i < split.inner; i++) {
      const at = (along: number) => values[(o * split.length + along) * split.inner + i] as number;
      const order = Array.from({ length: split.length }, (_, along) => along).sort((p, q) => {
        const [x, y] = largest ? [at(p), at(q)] : [at(q), at(p)];
        return exceeds(x, y) ? -1 : exceeds(y, x) ? 1 : p - q;
      });
      for (let rank = 0; rank < k; rank++) indices[(o * k + rank) * split.inner + i] = order[rank] as number;
    }
  }
  return picked(a, indices, split, { ...split, length: k }, a.shape.length ? withSize(a.shape, dim, k) : []);
}

/** The elements at `indices` along a dimension of `from`. */
function picked(a: NdArray, indices: Int32Array, from: Split, to: Split, shape: Shape): [Result, Result] {
  return [pick(a, placesOf(indices, from, to), shape), result(indices, shape)];
}

/** For each element of `to`, its row-major position in `from`; `indices` are positions along the middle dimension. */
function placesOf(indices: Int32Array, from: Split, to: Split): Int32Array {
  const places = integers(indices.length);
  for (let o = 0, at = 0; o < to.outer; o++) {
    for (let along = 0; along < to.length; along++) {
      for (let i = 0; i < to.inner; i++, at++)
        places[at] = (o * from.length + (indices[at] as number)) * from.inner + i;
    }
  }
  return places;
}
