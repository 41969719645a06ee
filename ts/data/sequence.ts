/**
 * Sequences of symbols, and growable lists of integers.
 */
import { isInt32Array } from "../errors/realms.js";
import { invalidOption } from "../errors/validate.js";

/** A sequence of symbols: a string (its Unicode code points), an array of strings (words, notes, tags), or indices into an alphabet. */
export type SymbolSequence = string | readonly string[] | Int32Array;

/** The kind of a sequence; a model's outputs have the kind that it was trained on. */
export type SequenceKind = "text" | "list" | "indices";

/** @throws RnnError `ERR_INVALID_OPTION` with the name `where()` if the value is not a sequence */
export function kindOf(value: unknown, where: () => string): SequenceKind {
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return "list";
  if (isInt32Array(value)) return "indices";
  throw invalidOption(where(), "a string, an array of strings or an Int32Array", value);
}

/** A growable list of integers. */
export class IntList {
  data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity);
  }

  /** Makes room for `count` more integers. */
  reserve(count: number): this {
    this.data = ensureCapacity(this.data, this.length + count);
    return this;
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** A copy of the integers. */
  take(): Int32Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

/** Returns `array`, or a copy with at least twice the capacity if it holds fewer than `length` numbers. */
export function ensureCapacity<
  T extends
    | Uint8Array<ArrayBuffer>
    | Int32Array<ArrayBuffer>
    | Uint32Array<ArrayBuffer>
    | Float32Array<ArrayBuffer>
    | Float64Array<ArrayBuffer>,
>(array: T, length: number): T {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(length, 2 * array.length));
  larger.set(array);
  return larger;
}
