/**
 * What a sequence of symbols can be, and lists of numbers that grow.
 */
import { isInt32Array } from "../errors/realms.js";
import { invalidOption } from "../errors/validate.js";

/** A sequence of symbols: a text (its Unicode code points), an array of strings (words, notes, tags), or indices into an alphabet. */
export type SymbolSequence = string | readonly string[] | Int32Array;

/** The kinds of sequences; a model answers in the kind that it was trained on. */
export type SequenceKind = "text" | "list" | "indices";

/** @throws RnnError `ERR_INVALID_OPTION` for what is no sequence, named by `where()` */
export function kindOf(value: unknown, where: () => string): SequenceKind {
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return "list";
  if (isInt32Array(value)) return "indices";
  throw invalidOption(where(), "a text, an array of strings or an Int32Array", value);
}

/** Integers, and room for more. */
export class IntList {
  data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.data = ensureCapacity(this.data, this.length + 1);
    this.data[this.length++] = value;
  }

  /** A copy of what is in it. */
  take(): Int32Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

/** The same numbers in an array with room for `length`, and for as many again as it had. */
export function ensureCapacity<T extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(
  array: T,
  length: number,
): T {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(length, 2 * array.length));
  larger.set(array);
  return larger;
}
