/**
 * Converts nested and typed arrays, as users write them, to flat arrays with a shape, and back.
 */

import { show } from "../../errors/validate.js";
import { mismatch } from "./mismatch.js";
import { type Shape, sizeOf } from "./shape.js";
import type { Values } from "./values.js";

/** A number or nested arrays of numbers. All arrays at one depth have the same length. */
export type NestedNumbers = number | NestedNumbers[];

/** {@link NestedNumbers} that are only read. */
export type NestedValues = number | readonly NestedValues[];

/** A number, nested arrays, or a flat typed array. */
export type TensorValues =
  | NestedValues
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array;

/**
 * Converts a user's values to a flat array with a shape.
 * @param dtype by default int32 for typed arrays of integers, otherwise float32
 * @throws RnnError `ERR_SHAPE` for a ragged array, `ERR_DTYPE` for anything but numbers of the dtype
 */
export function parseValues(given: unknown, dtype?: "float32" | "int32"): { values: Values; shape: number[] } {
  const shape = shapeOf(given);
  const flat = ArrayBuffer.isView(given) ? (given as Values) : flatten(given, shape);
  const whole = ArrayBuffer.isView(given) && !/Float/.test(given.constructor.name);
  const wanted = dtype ?? (whole ? "int32" : "float32");
  return { values: wanted === "int32" ? toInt32(flat) : toFloat32(flat), shape };
}

/** The elements as nested arrays. */
export function nest(values: Values, shape: Shape): NestedNumbers {
  const [size, ...rest] = shape;
  if (size === undefined) return values[0] as number;
  const each = sizeOf(rest);
  return Array.from({ length: size }, (_, i) => nest(values.subarray(i * each, (i + 1) * each), rest));
}

/** Follows the first element at each depth. `flatten` checks the others. */
function shapeOf(given: unknown): number[] {
  const shape: number[] = [];
  for (let level = given; Array.isArray(level) || ArrayBuffer.isView(level); level = (level as unknown[])[0]) {
    shape.push((level as unknown[]).length);
  }
  return shape;
}

function flatten(given: unknown, shape: Shape): number[] {
  const out: number[] = [];
  const visit = (level: unknown, dim: number) => {
    const size = shape[dim];
    const list = Array.isArray(level) || ArrayBuffer.isView(level);
    if (list !== (size !== undefined) || (list && (level as unknown[]).length !== size)) {
      const got = list ? `an array of ${(level as unknown[]).length}` : show(level);
      throw mismatch(
        "ERR_SHAPE",
        "values",
        size === undefined ? "a number as elsewhere at this depth" : `arrays of ${size} at depth ${dim}`,
        got,
      );
    }
    if (!list) out.push(level as number);
    else for (let i = 0; i < (size as number); i++) visit((level as unknown[])[i], dim + 1);
  };
  visit(given, 0);
  return out;
}

function toFloat32(flat: ArrayLike<unknown>): Float32Array {
  const out = new Float32Array(flat.length);
  for (let i = 0; i < out.length; i++) out[i] = numberAt(flat, i);
  return out;
}

function toInt32(flat: ArrayLike<unknown>): Int32Array {
  const out = new Int32Array(flat.length);
  for (let i = 0; i < out.length; i++) {
    const x = numberAt(flat, i);
    if ((x | 0) !== x) throw mismatch("ERR_DTYPE", "values", "32-bit integers for int32", show(x));
    out[i] = x;
  }
  return out;
}

function numberAt(flat: ArrayLike<unknown>, i: number): number {
  const x = flat[i];
  if (typeof x === "number") return x;
  // From a safetensors file with I64 tensors.
  if (typeof x === "bigint") return Number(x);
  throw mismatch("ERR_DTYPE", "values", "numbers", show(x));
}
