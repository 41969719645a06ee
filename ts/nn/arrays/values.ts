/**
 * Allocates typed arrays for tensors, and throws an RnnError if there is no memory.
 */
import { RnnError } from "../../errors/rnn-error.js";

/** Elements of a tensor. */
export type Values = Float32Array | Int32Array;

/** What `make` returns. @throws RnnError `ERR_OUT_OF_MEMORY` where JavaScript throws a RangeError */
export function withRoom<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RnnError("ERR_OUT_OF_MEMORY", "nn: expected room for a tensor's values, got none", { cause });
  }
}

export const floats = (length: number): Float32Array => withRoom(() => new Float32Array(length));

export const integers = (length: number): Int32Array => withRoom(() => new Int32Array(length));

/** Zeros of the same type. */
export const like = <V extends Values>(values: V, length: number): V =>
  withRoom(() => new (values.constructor as new (length: number) => V)(length));
