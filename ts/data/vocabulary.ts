/**
 * The symbols of a model's input or output: sequences to indices and back. Knows nothing of pairs.
 */
import { quote } from "../errors/quote.js";
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption } from "../errors/validate.js";
import { IntList, kindOf, type SymbolSequence } from "./sequence.js";

/** How an alphabet is given and shown: a text of distinct code points, or an array of distinct strings. */
export type Symbols = string | readonly string[];

/** What becomes of a symbol that the alphabet lacks: an error, or one symbol that stands for all of them. */
export type UnknownPolicy = "error" | "symbol";

/** Stands for every symbol that the alphabet lacks, where there is one for them. */
const unknownSymbol = "\uFFFD";

export class Vocabulary {
  readonly symbols: string[] = [];
  readonly #indices = new Map<string, number>();
  /** PERF: of the symbols that are one character below U+0080, by its code; most texts have no others. −1: it has no such symbol. */
  readonly #ascii = new Int32Array(128).fill(-1);
  readonly unknown: UnknownPolicy;
  /** Whether symbols that are met for the first time join it. */
  #open: boolean;
  #isText: boolean | undefined;

  /**
   * @param given its symbols, or undefined for an alphabet that takes what the first sequences bring, until {@link close}
   * @throws RnnError `ERR_INVALID_OPTION`: no symbol, no strings, a symbol twice
   */
  constructor(name: string, given: unknown, unknown: UnknownPolicy = "error") {
    this.unknown = unknown;
    this.#open = given === undefined;
    if (given === undefined) return;
    const isText = typeof given === "string";
    // A copy: an array may have holes, which `every` would pass over.
    const symbols: unknown[] | undefined = isText || Array.isArray(given) ? [...given] : undefined;
    if (!symbols?.every((symbol) => typeof symbol === "string"))
      throw invalidOption(name, "a text or an array of strings", given);
    this.#isText = isText;
    for (const symbol of symbols) {
      if (this.#indices.has(symbol)) throw invalidOption(name, "distinct symbols", given);
      this.#add(symbol);
    }
    if (this.symbols.length === 0) throw invalidOption(name, "at least one symbol", given);
  }

  /** Different indices: the symbols, and the one for unknown ones. */
  get size(): number {
    return this.symbols.length + (this.unknown === "symbol" ? 1 : 0);
  }

  /** As it was given; one that was gathered is a text where its symbols come from texts. */
  get asGiven(): Symbols {
    return this.#isText ? this.symbols.join("") : [...this.symbols];
  }

  /** Whether it still takes what sequences bring. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether it is shown as a text. */
  get isText(): boolean {
    return this.#isText === true;
  }

  /** Ends the gathering of symbols. */
  close(): this {
    this.#open = false;
    // Symbols of arrays may be longer than a code point, and two lone surrogates may join into one.
    this.#isText &&= [...this.symbols.join("")].length === this.symbols.length;
    return this;
  }

  /**
   * Appends the indices of a sequence.
   * @param where names the sequence in errors
   * @throws RnnError `ERR_UNKNOWN_SYMBOL` with symbol and place, `ERR_INDEX_RANGE`, `ERR_INVALID_OPTION` for no sequence
   */
  encode(sequence: unknown, where: () => string, to: IntList): void {
    const kind = kindOf(sequence, where);
    if (kind === "indices") {
      this.#check(sequence as Int32Array, where, to);
      return;
    }
    this.#isText ??= kind === "text";
    let place = kind === "text" ? this.#encodeAscii(sequence as string, to) : 0;
    for (const symbol of place > 0 ? (sequence as string).slice(place) : (sequence as Iterable<unknown>)) {
      to.push(this.#indices.get(symbol as string) ?? this.#encodeUnknown(symbol, place, where));
      place++;
    }
  }

  /** Appends the indices of the characters before the first that is not in the table. Returns how many these are. */
  #encodeAscii(text: string, to: IntList): number {
    for (let at = 0; at < text.length; at++) {
      const index = this.#ascii[text.charCodeAt(at)] ?? -1;
      if (index < 0) return at;
      to.push(index);
    }
    return text.length;
  }

  /** The indices of a sequence; see {@link encode}. */
  indicesOf(sequence: SymbolSequence, where: () => string): Int32Array<ArrayBuffer> {
    // What is no sequence may say anything of its length.
    const list = new IntList(kindOf(sequence, where) && (sequence.length || 1));
    this.encode(sequence, where, list);
    return list.length === list.data.length ? list.data : list.take();
  }

  symbol(index: number): string {
    return this.symbols[index] ?? unknownSymbol;
  }

  /** Symbols of indices, in the form in which the alphabet is shown. */
  decode(indices: ArrayLike<number>): string | string[] {
    if (!this.#isText) return Array.from(indices, (index) => this.symbol(index));
    let text = "";
    for (let i = 0; i < indices.length; i++) text += this.symbol(indices[i] as number);
    return text;
  }

  #add(symbol: string): number {
    const index = this.symbols.push(symbol) - 1;
    this.#indices.set(symbol, index);
    if (symbol.length === 1 && symbol < "\x80") this.#ascii[symbol.charCodeAt(0)] = index;
    return index;
  }

  #encodeUnknown(symbol: unknown, place: number, where: () => string): number {
    if (typeof symbol !== "string") throw invalidOption(`${where()}[${place}]`, "a string", symbol);
    if (this.#open) return this.#add(symbol);
    if (this.unknown === "symbol") return this.symbols.length;
    const cased = [symbol.toUpperCase(), symbol.toLowerCase()].find((other) => this.#indices.has(other));
    const hint = cased === undefined ? "" : `; it has ${quote(cased)}`;
    throw new RnnError(
      "ERR_UNKNOWN_SYMBOL",
      `${where()}: expected symbols of the alphabet, got ${quote(symbol)} at ${place}${hint}`,
    );
  }

  #check(indices: Int32Array, where: () => string, to: IntList): void {
    if (this.#open) throw invalidOption(where(), "a text or an array of strings (indices need an alphabet)", indices);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      if (index < 0 || index >= this.size)
        throw new RnnError("ERR_INDEX_RANGE", `${where()}[${i}]: expected an index below ${this.size}, got ${index}`);
      to.push(index);
    }
  }
}
