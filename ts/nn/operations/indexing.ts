/**
 * Parts of an array. They are copies, so that a small part does not keep the whole array in memory.
 */

import { checkInteger } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { reduced, type Shape, showShape, sizeOf, splitAt, stridesOf, withSize } from "../arrays/shape.js";
import { flat, flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import { gather as gatherStrided } from "../arrays/strided.js";
import { floats, like, type Values } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { type Result, result } from "./result.js";

/** `length` positions along `dim`, from `start`. @throws RnnError `ERR_INDEX_RANGE` if they exceed the dimension */
export function narrow(a: NdArray, dim: number, start: number, length: number): Result {
  const size = a.shape[dim] ?? 1;
  const first = fromFront("start", start, size + 1);
  checkInteger("length", length, 0);
  if (first + length > size) {
    throw mismatch("ERR_INDEX_RANGE", "narrow", `a length of at most ${size - first} from ${first}`, String(length));
  }
  return range(a, dim, first, length, a.shape.length > 0 ? withSize(a.shape, dim, length) : []);
}

/** The position `index` along `dim`, without that dimension. @throws RnnError `ERR_INDEX_RANGE` */
export function select(a: NdArray, dim: number, index: number): Result {
  if (a.shape.length === 0) throw mismatch("ERR_SHAPE", "select", "at least one dimension", a.shape);
  const at = fromFront("index", index, a.shape[dim] as number);
  return range(a, dim, at, 1, reduced(a.shape, dim, false));
}

/** Checks an index; negative ones count from the end. @returns it counted from the front. @throws RnnError `ERR_INDEX_RANGE` */
function fromFront(name: string, index: number, size: number): number {
  checkInteger(name, index, Number.MIN_SAFE_INTEGER);
  const at = index < 0 ? index + size - (name === "start" ? 1 : 0) : index;
  if (at < 0 || at >= size) throw mismatch("ERR_INDEX_RANGE", name, `an index below ${size}`, String(index));
  return at;
}

function range(a: NdArray, dim: number, start: number, length: number, shape: Shape): Result {
  const { outer, length: size, inner } = splitAt(a.shape, dim);
  const values = flat(a);
  const out = like(values, outer * length * inner);
  const width = length * inner;
  for (let o = 0; o < outer; o++) copyRun(values, (o * size + start) * inner, out, o * width, width);
  const backward = ([g]: OutputGrads) => {
    const dy = flatFloats(g as NdArray);
    const dx = floats(outer * size * inner);
    for (let o = 0; o < outer; o++) copyRun(dy, o * width, dx, (o * size + start) * inner, width);
    return [ndArray(dx, a.shape)];
  };
  return result(out, shape, isInt32Array(a) ? undefined : { backward });
}

/** PERF: a loop copies short runs, because creating a view costs as much as copying a hundred numbers. */
function copyRun(from: Values, start: number, to: Values, at: number, length: number): void {
  if (length > 100) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i] as number;
}

/** The positions along `dim` that a list of indices selects. @throws RnnError `ERR_SHAPE`, `ERR_INDEX_RANGE` */
export function indexSelect(a: NdArray, dim: number, index: NdArray): Result {
  if (index.shape.length > 1) throw mismatch("ERR_SHAPE", "index", "one dimension", index.shape);
  const indices = flat(index) as Int32Array;
  const { outer, length, inner } = splitAt(a.shape, dim);
  checkIndices(indices, length);
  const values = flat(a);
  const out = like(values, outer * indices.length * inner);
  for (let o = 0, to = 0; o < outer; o++) {
    for (const at of indices) {
      copyRun(values, (o * length + at) * inner, out, to, inner);
      to += inner;
    }
  }
  const backward = ([g]: OutputGrads) => {
    const dy = flatFloats(g as NdArray);
    const dx = floats(values.length);
    for (let o = 0, from = 0; o < outer; o++) {
      for (const at of indices) {
        const start = (o * length + at) * inner;
        for (let i = 0; i < inner; i++) (dx[start + i] as number) += dy[from++] as number;
      }
    }
    return [ndArray(dx, a.shape)];
  };
  const shape = a.shape.length > 0 ? withSize(a.shape, dim, indices.length) : [];
  return result(out, shape, isInt32Array(a) ? undefined : { backward, saves: [index] });
}

/**
 * out[i][j] = a[index[i][j]][j] for `dim` 0, and likewise for others. The result has the shape of `index`.
 * @throws RnnError `ERR_SHAPE` if `index` is larger than `a` in another dimension, `ERR_INDEX_RANGE`
 */
export function gather(a: NdArray, dim: number, index: NdArray): Result {
  const { shape } = index;
  const fits = shape.length === a.shape.length && shape.every((n, i) => i === dim || n <= (a.shape[i] as number));
  if (!fits) throw mismatch("ERR_SHAPE", "index", `at most ${showShape(a.shape)}, except in dimension ${dim}`, shape);
  const indices = flat(index) as Int32Array;
  checkIndices(indices, a.shape[dim] ?? 1);
  const strides = stridesOf(a.shape);
  const step = strides[dim] ?? 0;
  // The position of each element with index 0; a stride of 0 along `dim` leaves it there.
  const all = Int32Array.from({ length: sizeOf(a.shape) }, (_, i) => i);
  const places = gatherStrided(
    all,
    shape,
    strides.map((stride, i) => (i === dim ? 0 : stride)),
  );
  for (let i = 0; i < places.length; i++) (places[i] as number) += (indices[i] as number) * step;
  return pick(a, places, shape);
}

/** The elements at the row-major positions `places`. */
export function pick(a: NdArray, places: Int32Array, shape: Shape): Result {
  const values = flat(a);
  const out = like(values, places.length);
  for (let i = 0; i < out.length; i++) out[i] = values[places[i] as number] as number;
  const backward = ([g]: OutputGrads) => {
    const dy = flatFloats(g as NdArray);
    const dx = floats(values.length);
    for (let i = 0; i < places.length; i++) (dx[places[i] as number] as number) += dy[i] as number;
    return [ndArray(dx, a.shape)];
  };
  return result(out, shape, isInt32Array(a) ? undefined : { backward });
}

/** @throws RnnError `ERR_INDEX_RANGE` */
function checkIndices(indices: Int32Array, size: number): void {
  const wrong = indices.find((index) => index < 0 || index >= size);
  if (wrong !== undefined) {
    throw mismatch("ERR_INDEX_RANGE", "index", `indices from 0 to ${size - 1}`, String(wrong));
  }
}
