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

export const floats = (length: number): Float32Array => allocate(() => new Float32Array(length));

export const integers = (length: number): Int32Array => allocate(() => new Int32Array(length));

/** Zeros of the same type. */
export const like = <V extends Values>(values: V, length: number): V =>
  allocate(() => new (values.constructor as new (length: number) => V)(length));
