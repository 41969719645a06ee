/**
 * Reads files of pairs: lines of `input TAB target`, or JSON lines: ["ERPDRF", "SECRET"], or [["the", "cat"], ["DET", "NOUN"]] for words.
 * Errors name the line.
 */
import { isJsonLine, mismatchOf, type PairLine, pairFromJson, pairFromTabs } from "../../formats/pair-lines.js";
import { RnnError, type SymbolSequence } from "../../index.js";
import { FileError, nameOf } from "./file-error.js";
import { iterable, readLines } from "./input.js";

export type Pair = readonly [input: SymbolSequence, target: SymbolSequence];

/** A file of pairs, read on demand. */
export class PairFile {
  /** Each iteration starts at the beginning of the file; stdin and pipes can be iterated once. */
  readonly pairs: AsyncIterable<Pair>;
  /** Pairs read so far. */
  count = 0;
  readonly #path: string;
  /** The name of the option in the library's errors. */
  readonly #name: string;
  /** For each blank line, the number of pairs before it. */
  #blanks: number[] = [];

  /**
   * @param reader the option that names the file
   * @throws UsageError if it is stdin, which another option already reads
   */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.#name = reader.replace(/^--/, "");
    this.pairs = iterable(path, () => this.#parse(readLines(path, reader)));
  }

  /** Translates the library's error about a pair, `pairs[7][0]: …`, to the line of the file; returns other errors unchanged. */
  explain(error: unknown): unknown {
    const [, name, index, rest] = (error instanceof RnnError && /^(\w+)\[(\d+)\](.*)$/s.exec(error.message)) || [];
    if (name !== this.#name) return error;
    const side = { "[0]": ", input", "[1]": ", target" }[rest?.slice(0, 3) ?? ""];
    return new FileError(`${this.#place(Number(index))}${side ? side + rest?.slice(3) : rest}`, { cause: error });
  }

  async *#parse(batches: AsyncIterable<string[]>): AsyncGenerator<Pair> {
    this.#blanks = [];
    this.count = 0;
    let parse: typeof pairFromTabs | undefined;
    for await (const lines of batches) {
      for (const line of lines) {
        if (line.trim() === "") {
          this.#blanks.push(this.count);
          continue;
        }
        // The first line decides for the whole file, because "[" may be a letter of the alphabet.
        parse ??= isJsonLine(line) ? pairFromJson : pairFromTabs;
        const pair = parse(line);
        const wrong = typeof pair === "string" ? pair : isHeader(pair, this.count) ? header : mismatchIn(pair);
        if (typeof pair === "string" || wrong) throw new FileError(`${this.#place(this.count)}: ${wrong}`);
        this.count++;
        yield pair;
      }
    }
  }

  #place(pair: number): string {
    return `${nameOf(this.#path)}, line ${pair + 1 + this.#blanks.filter((before) => before <= pair).length}`;
  }
}

/** What the columns of pairs are called; a pair of such words is no data. */
const columnName =
  /^(input|output|source|target|src|tgt|original|encrypted|decrypted|plain(text)?|cipher(text)?|encoded|decoded|words|tags)$/i;

const isHeader = (pair: PairLine, before: number): boolean =>
  before === 0 && pair.every((side) => typeof side === "string" && columnName.test(side.trim()));

const header = "expected a pair, got the names of columns: a file of pairs has no header";

/** The error message about a pair whose sides differ in length, with a hint. */
function mismatchIn(pair: PairLine): string | undefined {
  const [input] = pair;
  const hint = typeof input === "string" && input.includes(" ") ? wordsHint : "";
  const mismatch = mismatchOf(pair);
  return mismatch && mismatch + hint;
}

const wordsHint = '; for words, write JSON: [["a", "cat"], ["DET", "NOUN"]]';
