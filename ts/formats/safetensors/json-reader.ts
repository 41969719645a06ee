/**
 * Reads JSON from untrusted files in one pass. It keeps only the requested values, so a header of nested brackets costs no more memory
 * than its text. Like serde_json it is stricter than `JSON.parse`: integers must be written as integers, strings have no lone surrogates,
 * and repeated keys are reported each time, so that callers can reject them.
 */
import { quote } from "../../errors/quote.js";
import { RnnError } from "../../errors/rnn-error.js";
import { isWellFormed } from "../../errors/validate.js";

/** serde_json's limit. */
const maxDepth = 127;

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

export class JsonReader {
  readonly #what: string;
  readonly #text: string;
  #at = 0;
  #depth = 0;
  readonly #skipNext = () => this.skip();

  /** @param what names the text in errors */
  constructor(what: string, text: string) {
    this.#what = what;
    this.#text = text;
  }

  /** Reads an object; `onKey` must read the value of each key. @throws RnnError `ERR_FORMAT`, as all methods here */
  object(onKey: (key: string) => void): void {
    this.#items("{", "}", () => {
      const key = this.string();
      if (!this.#take(":")) throw this.#malformed("a colon");
      onKey(key);
    });
  }

  /** Reads an array; `onItem` must read each item. */
  array(onItem: () => void): void {
    this.#items("[", "]", onItem);
  }

  string(): string {
    const from = this.#skipSpace();
    let to = from;
    // By hand: a regular expression would run out of stack on long strings.
    if (this.#text[from] === '"')
      do to += this.#text[to] === "\\" ? 2 : 1;
      while (to < this.#text.length && this.#text[to] !== '"');
    let value: unknown;
    try {
      value = JSON.parse(this.#text.slice(from, to + 1));
    } catch {}
    if (typeof value !== "string" || !isWellFormed(value)) throw this.#malformed("a string");
    this.#at = to + 1;
    return value;
  }

  /** Reads a non-negative integer written without sign, point or exponent. */
  integer(): number {
    const text = this.#number();
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw this.#malformed("a non-negative integer", text);
    return value;
  }

  /** Reads `null` if it comes next. @returns whether it did */
  null(): boolean {
    return this.#take("null");
  }

  /** Skips any value. */
  skip(): void {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === "{") this.object(this.#skipNext);
    else if (next === "[") this.array(this.#skipNext);
    else if (next === '"') this.string();
    else if (!["true", "false", "null"].some((word) => this.#take(word)) && !Number.isFinite(Number(this.#number())))
      throw this.#malformed("a finite number");
  }

  /** Checks that nothing follows. */
  end(): void {
    if (this.#skipSpace() < this.#text.length) throw this.#malformed("the end of the JSON");
  }

  #items(open: string, close: string, onItem: () => void): void {
    if (!this.#take(open)) throw this.#malformed(open);
    if (++this.#depth > maxDepth) throw this.#malformed(`at most ${maxDepth} levels of nesting`);
    if (!this.#take(close)) {
      do onItem();
      while (this.#take(","));
      if (!this.#take(close)) throw this.#malformed(`a comma or ${close}`);
    }
    this.#depth--;
  }

  #number(): string {
    number.lastIndex = this.#skipSpace();
    const [text] = number.exec(this.#text) ?? [];
    if (text === undefined) throw this.#malformed("a value");
    this.#at += text.length;
    return text;
  }

  #take(word: string): boolean {
    const found = this.#text.startsWith(word, this.#skipSpace());
    if (found) this.#at += word.length;
    return found;
  }

  #skipSpace(): number {
    while (this.#at < this.#text.length && " \n\r\t".includes(this.#text[this.#at] as string)) this.#at++;
    return this.#at;
  }

  #malformed(wanted: string, got = this.#text.slice(this.#at, this.#at + 20)): RnnError {
    return new RnnError("ERR_FORMAT", `${this.#what}: expected ${wanted}, got ${quote(got)} at ${this.#at}`);
  }
}
