/**
 * Allocates typed arrays for tensors, and throws an RnnError if there is no memory.
 */
import { RnnError } from "../../errors/rnn-error.js";

/** Elements of a tensor. */
export type Values = Float32Array | Int32Array;

/** Calls `make`, which allocates an array. @throws RnnError `ERR_OUT_OF_MEMORY` instead of a RangeError */
export function allocate<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RnnError("ERR_OUT_OF_MEMORY", "nn: expected enough memory for a tensor, got none", { cause });
  }
}

/**
 * Memory that small arrays share. A small array keeps all of it alive.
 * PERF: V8 takes more than 0.4 µs to allocate an array of more than 64 bytes, and half as long for a view of memory that it has.
 */
const sharedBytes = 16384;
const smallest = 64 / 4;
const largest = sharedBytes / 8 / 4;

let shared = new ArrayBuffer(0);
let used = 0;

/** Zeros. Small arrays share their memory. */
function make<V extends Values>(
  Type: new (length: number | ArrayBuffer, start?: number, count?: number) => V,
  length: number,
): V {
  if (length <= smallest || length > largest) return allocate(() => new Type(length));
  const start = used;
  used += (4 * length + 15) & ~15;
  if (used <= shared.byteLength) return new Type(shared, start, length);
  shared = allocate(() => new ArrayBuffer(sharedBytes));
  used = 0;
  return make(Type, length);
}

export const floats = (length: number): Float32Array => make(Float32Array, length);

export const integers = (length: number): Int32Array => make(Int32Array, length);

/** Zeros of the same type. */
export const like = <V extends Values>(values: V, length: number): V =>
  (values instanceof Int32Array ? integers(length) : floats(length)) as V;

/** A copy of values[start] … values[end − 1]. */
export function copyOf(values: Float32Array, start: number, end: number): Float32Array {
  const length = end - start;
  if (length <= smallest || length > largest) return values.slice(start, end);
  const out = floats(length);
  out.set(values.subarray(start, end));
  return out;
}
