/**
 * The symbols of a model's input or output. Encodes sequences to indices and decodes them.
 */
import { quote } from "../errors/quote.js";
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption } from "../errors/validate.js";
import { IntList, kindOf, type SymbolSequence } from "./sequence.js";

/** An alphabet: a string of distinct code points, or an array of distinct strings. */
export type Symbols = string | readonly string[];

/** How to encode a symbol outside the alphabet: fail, or use one symbol for all unknown ones. */
export type UnknownPolicy = "error" | "symbol";

/** The decoded form of the symbol for unknown ones. */
const unknownSymbol = "\uFFFD";

/** PERF: memory for the indices of a short sequence, because V8 takes longer to allocate an array than to encode a message. */
const shortList = new IntList(1024);

/** The maximum number of characters to decode at once, because they are arguments of a call. */
const decodedAtOnce = 4096;

export class Vocabulary {
  readonly symbols: string[] = [];
  readonly #indices = new Map<string, number>();
  /** PERF: the index of each ASCII symbol by its code, or −1. Most texts are ASCII. */
  readonly #ascii = new Int32Array(128).fill(-1);
  /** PERF: the character code of each symbol, if all symbols are single UTF-16 units. */
  #codes: number[] | undefined = [];
  readonly unknown: UnknownPolicy;
  /** Whether training has an option for unknown symbols. */
  readonly #hasPolicy: boolean;
  /** Whether new symbols are added as they are encountered. */
  #open: boolean;
  #isText: boolean | undefined;

  /**
   * @param given its symbols, or undefined to collect them from the encoded sequences until {@link close}
   * @throws RnnError `ERR_INVALID_OPTION` if there is no symbol, one is not a string, or one occurs twice
   */
  constructor(name: string, given: unknown, unknown?: UnknownPolicy) {
    this.unknown = unknown ?? "error";
    this.#hasPolicy = unknown !== undefined;
    this.#open = given === undefined;
    if (given === undefined) return;
    const isText = typeof given === "string";
    // Spread, because `every` skips the holes of an array.
    const symbols: unknown[] | undefined = isText || Array.isArray(given) ? [...given] : undefined;
    if (!symbols?.every((symbol) => typeof symbol === "string"))
      throw invalidOption(name, "a string or an array of strings", given);
    this.#isText = isText;
    for (const symbol of symbols) {
      if (this.#indices.has(symbol)) throw invalidOption(name, "distinct symbols", given);
      this.#add(symbol);
    }
    if (this.symbols.length === 0) throw invalidOption(name, "at least one symbol", given);
  }

  /** The number of indices, including the one for unknown symbols. */
  get size(): number {
    return this.symbols.length + (this.unknown === "symbol" ? 1 : 0);
  }

  /** The symbols in the form in which they were given; collected symbols are a string if they come from strings. */
  get asGiven(): Symbols {
    return this.#isText ? this.symbols.join("") : [...this.symbols];
  }

  /** Whether it still collects symbols. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether {@link asGiven} and {@link decode} return strings. */
  get isText(): boolean {
    return this.#isText === true;
  }

  /** Stops collecting symbols. */
  close(): this {
    this.#open = false;
    // An array's symbols may have several code points, and two lone surrogates would join into one.
    this.#isText &&= [...this.symbols.join("")].length === this.symbols.length;
    return this;
  }

  /**
   * Appends the indices of a sequence.
   * @param where names the sequence in errors
   * @param before symbols of the sequence that were encoded before, which count in the places of errors
   * @throws RnnError `ERR_UNKNOWN_SYMBOL` with symbol and position, `ERR_INDEX_RANGE`, `ERR_INVALID_OPTION` for anything but a sequence
   */
  encode(sequence: unknown, where: () => string, to: IntList, before = 0): void {
    const kind = kindOf(sequence, where);
    if (kind === "indices") {
      this.#check(sequence as Int32Array, where, to);
      return;
    }
    this.#isText ??= kind === "text";
    let place = kind === "text" ? this.#encodeAscii(sequence as string, to) : 0;
    for (const symbol of place > 0 ? (sequence as string).slice(place) : (sequence as Iterable<unknown>)) {
      to.push(this.#indices.get(symbol as string) ?? this.#encodeUnknown(symbol, before + place, where));
      place++;
    }
  }

  /** Appends indices until the first character outside the ASCII table. @returns how many */
  #encodeAscii(text: string, to: IntList): number {
    const { data, length } = to.reserve(text.length);
    const ascii = this.#ascii;
    let at = 0;
    for (; at < text.length; at++) {
      const index = ascii[text.charCodeAt(at)] ?? -1;
      if (index < 0) break;
      data[length + at] = index;
    }
    to.length += at;
    return at;
  }

  /** Encodes one sequence; see {@link encode}. */
  indicesOf(sequence: SymbolSequence, where: () => string): Int32Array<ArrayBuffer> {
    // `kindOf` throws before the length of anything but a sequence is used.
    const list = new IntList(kindOf(sequence, where) && (sequence.length || 1));
    this.encode(sequence, where, list);
    return list.length === list.data.length ? list.data : list.take();
  }

  /** {@link indicesOf} as a list, which is valid until the next call of this method on any vocabulary. */
  borrowIndicesOf(sequence: SymbolSequence, where: () => string): IntList {
    kindOf(sequence, where);
    const list = sequence.length > shortList.data.length ? new IntList(sequence.length) : shortList;
    list.length = 0;
    this.encode(sequence, where, list);
    return list;
  }

  symbol(index: number): string {
    return this.symbols[index] ?? unknownSymbol;
  }

  /** The symbols of indices, as a string or as an array like {@link asGiven}. */
  decode(indices: ArrayLike<number>): string | string[] {
    return this.#isText ? this.textOf(indices) : Array.from(indices, (index) => this.symbol(index));
  }

  /** The joined symbols of indices, or of those from `first` up to `end`. */
  textOf(indices: ArrayLike<number>, first = 0, end = indices.length): string {
    let text = "";
    const codes = this.#codes;
    if (!codes) {
      for (let i = first; i < end; i++) text += this.symbol(indices[i] as number);
      return text;
    }
    for (let start = first; start < end; start += decodedAtOnce) {
      const units = new Array<number>(Math.min(end - start, decodedAtOnce));
      for (let i = 0; i < units.length; i++) units[i] = codes[indices[start + i] as number] ?? 0xfffd;
      text += String.fromCharCode(...units);
    }
    return text;
  }

  #add(symbol: string): number {
    const index = this.symbols.push(symbol) - 1;
    this.#indices.set(symbol, index);
    if (symbol.length === 1 && symbol < "\x80") this.#ascii[symbol.charCodeAt(0)] = index;
    if (symbol.length === 1) this.#codes?.push(symbol.charCodeAt(0));
    else this.#codes = undefined;
    return index;
  }

  #encodeUnknown(symbol: unknown, place: number, where: () => string): number {
    if (typeof symbol !== "string") {
      const hint = typeof symbol === "number" ? " (indices come as an Int32Array)" : "";
      throw invalidOption(`${where()}[${place}]`, `a string${hint}`, symbol);
    }
    if (this.#open) return this.#add(symbol);
    if (this.unknown === "symbol") return this.symbols.length;
    const similar = [symbol.toUpperCase(), symbol.toLowerCase(), symbol.replace(" ", "-")];
    const known = similar.find((other) => this.#indices.has(other));
    const other = this.#hasPolicy ? '; a model trained with unknown: "symbol" takes others' : "";
    const hint = known === undefined ? other : `; it has ${quote(known)}`;
    throw new RnnError(
      "ERR_UNKNOWN_SYMBOL",
      `${where()}: expected symbols of the alphabet, got ${quote(symbol)} at ${place}${hint}`,
    );
  }

  #check(indices: Int32Array, where: () => string, to: IntList): void {
    if (this.#open) throw invalidOption(where(), "a string or an array of strings (indices need an alphabet)", indices);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      if (index < 0 || index >= this.size)
        throw new RnnError("ERR_INDEX_RANGE", `${where()}[${i}]: expected an index below ${this.size}, got ${index}`);
      to.push(index);
    }
  }
}
