/**
 * Arithmetic on shapes and strides.
 */

import { checkInteger, show } from "../../errors/validate.js";
import { mismatch } from "./mismatch.js";

/** The size of each dimension; `[]` for a single number. */
export type Shape = readonly number[];

export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The strides of an array in row-major order. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i] as number;
  }
  return strides;
}

/** The strides that a tensor stores: null for row-major order, where the strides of dimensions of size 1 do not matter. */
export function storedStrides(shape: Shape, strides: Shape): Shape | null {
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    if (strides[i] !== stride) return strides;
    stride *= shape[i] as number;
  }
  return null;
}

/** Checks a user's shape. @returns a copy. @throws RnnError `ERR_SHAPE` */
export function checkShape(shape: unknown): number[] {
  // A copy has no holes, which every() skips.
  const sizes: unknown[] | undefined = Array.isArray(shape) ? [...shape] : undefined;
  if (!sizes?.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw mismatch("ERR_SHAPE", "shape", "one array of sizes ≥ 0, such as [2, 3]", show(shape));
  }
  return sizes as number[];
}

/** The numbers of elements before, along and after a dimension. Row-major indices are (outer, along, inner). */
export interface Split {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** Splits a shape at dimension `dim`, counted from the front. A single number counts as one dimension of size 1. */
export function splitAt(shape: Shape, dim: number): Split {
  let [outer, inner] = [1, 1];
  for (let i = 0; i < dim; i++) outer *= shape[i] as number;
  for (let i = dim + 1; i < shape.length; i++) inner *= shape[i] as number;
  return { outer, length: shape[dim] ?? 1, inner };
}

/** A copy of a shape with another size in one dimension. */
export const withSize = (shape: Shape, dim: number, size: number): number[] =>
  shape.map((old, i) => (i === dim ? size : old));

/** A copy of a shape without one of its dimensions, or with size 1 in its place. */
export const reduced = (shape: Shape, dim: number, keepdim: boolean): number[] =>
  keepdim ? withSize(shape, dim, 1) : shape.filter((_, i) => i !== dim);

/** Checks a dimension; negative ones count from the end. @returns it counted from the front. @throws RnnError `ERR_INVALID_OPTION` */
export function checkDim(dim: number, rank: number): number {
  const last = Math.max(rank, 1) - 1;
  checkInteger("dim", dim, -last - 1, last);
  return dim < 0 ? dim + last + 1 : dim;
}

/** The shape that two operands broadcast to. @throws RnnError `ERR_SHAPE` */
export function broadcastShape(name: string, a: Shape, b: Shape): Shape {
  // PERF: the usual cases, which need no new array: equal shapes, and a number.
  if (b.length === 0 || sameShape(a, b)) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw mismatch("ERR_SHAPE", name, `a shape that broadcasts with ${showShape(a)}`, b);
    }
    return x === 1 ? y : x;
  });
}

/** Strides that read an array of `shape` as if it were broadcast to `wide`. */
export function broadcastStrides(shape: Shape, strides: Shape, wide: Shape): number[] {
  const missing = wide.length - shape.length;
  return wide.map((_, i) => (i < missing || shape[i - missing] === 1 ? 0 : (strides[i - missing] as number)));
}

/** The shape of a reshape. One size may be -1 and is then inferred. @throws RnnError `ERR_SHAPE` */
export function inferShape(shape: readonly number[], size: number): number[] {
  const open = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  if (open >= 0 && shape.lastIndexOf(-1) > open) throw mismatch("ERR_SHAPE", "reshape", "at most one -1", shape);
  const given = checkShape(open < 0 ? shape : [...shape].filter((_, i) => i !== open));
  const known = sizeOf(given);
  const fits = open < 0 ? known === size : known > 0 && size % known === 0;
  if (!fits) throw mismatch("ERR_SHAPE", "reshape", `a shape of ${size} elements`, shape);
  return open < 0 ? given : [...given.slice(0, open), size / known, ...given.slice(open)];
}
