/**
 * JSON of files that nobody vouches for: one pass that hands out what is asked for and keeps nothing else, so that a header of nested
 * brackets costs no more than its text. Stricter than `JSON.parse`, as serde_json is: no number that was not written as a whole number
 * where one is wanted, no half of a surrogate pair. A key that comes twice is handed out twice.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { isWellFormed } from "../../errors/validate.js";

/** serde_json's limit. */
const deepest = 127;

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

  /** Reads an object; `onKey` reads the value of each key. @throws RnnError `ERR_FORMAT`, as all that reads here */
  object(onKey: (key: string) => void): void {
    this.#items("{", "}", () => {
      const key = this.string();
      if (!this.#take(":")) throw this.#malformed("a colon");
      onKey(key);
    });
  }

  /** Reads an array; `onItem` reads each item. */
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

  /** Reads a whole number that is not negative, written without sign, point or exponent. */
  integer(): number {
    const text = this.#number();
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw this.#malformed("a whole number", text);
    return value;
  }

  /** Reads `null`, if it comes next. */
  null(): boolean {
    return this.#take("null");
  }

  /** Passes over any value. */
  skip(): void {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === "{") this.object(this.#skipNext);
    else if (next === "[") this.array(this.#skipNext);
    else if (next === '"') this.string();
    else if (!["true", "false", "null"].some((word) => this.#take(word)) && !Number.isFinite(Number(this.#number())))
      throw this.#malformed("a number within range");
  }

  /** Checks that nothing follows. */
  end(): void {
    if (this.#skipSpace() < this.#text.length) throw this.#malformed("its end");
  }

  #items(open: string, close: string, onItem: () => void): void {
    if (!this.#take(open)) throw this.#malformed(open);
    if (++this.#depth > deepest) throw this.#malformed(`at most ${deepest} levels`);
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
    return new RnnError("ERR_FORMAT", `${this.#what}: expected ${wanted}, got ${JSON.stringify(got)} at ${this.#at}`);
  }
}
