/**
 * Files of pairs: `input TAB target` a line, or JSON lines of two: ["ERPDRF", "SECRET"], or [["the", "cat"], ["DET", "NOUN"]] for words.
 * What is wrong with a pair is said with its line.
 */
import { isJsonLine, mismatchOf, type PairLine, pairFromJson, pairFromTabs } from "../../formats/pair-lines.js";
import { RnnError, type SymbolSequence } from "../../index.js";
import { FileError, nameOf } from "./file-error.js";
import { isReadOnce, readLines } from "./input.js";

export type Pair = readonly [input: SymbolSequence, target: SymbolSequence];

/** A file as pairs, read as they are asked for. */
export class PairFile {
  /** From the file's start for each who iterates; what can be read once, once. */
  readonly pairs: AsyncIterable<Pair>;
  readonly #path: string;
  /** What the library calls them. */
  readonly #name: string;
  /** For each blank line, the pairs before it. */
  #blanks: number[] = [];

  /**
   * @param reader the option that asks for it
   * @throws UsageError where that is stdin, and taken
   */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.#name = reader.replace(/^--/, "");
    this.pairs = isReadOnce(path)
      ? this.#parse(readLines(path, reader))
      : { [Symbol.asyncIterator]: () => this.#parse(readLines(path, reader)) };
  }

  /** An error of the library about one of the pairs, `pairs[7][0]: …`, as one about the file's line; any other as it is. */
  explain(error: unknown): unknown {
    const [, name, index, rest] = (error instanceof RnnError && /^(\w+)\[(\d+)\](.*)$/s.exec(error.message)) || [];
    if (name !== this.#name) return error;
    const side = { "[0]": ", input", "[1]": ", target" }[rest?.slice(0, 3) ?? ""];
    return new FileError(`${this.#place(Number(index))}${side ? side + rest?.slice(3) : rest}`, { cause: error });
  }

  async *#parse(lots: AsyncIterable<string[]>): AsyncGenerator<Pair> {
    this.#blanks = [];
    let pairs = 0;
    let parse: typeof pairFromTabs | undefined;
    for await (const lines of lots) {
      for (const line of lines) {
        if (line.trim() === "") {
          this.#blanks.push(pairs);
          continue;
        }
        // Decided by the first line: a letter of an alphabet may be "[", and must not change its meaning halfway.
        parse ??= isJsonLine(line) ? pairFromJson : pairFromTabs;
        const pair = parse(line);
        const wrong = typeof pair === "string" ? pair : mismatchIn(pair);
        if (typeof pair === "string" || wrong) throw new FileError(`${this.#place(pairs)}: ${wrong}`);
        pairs++;
        yield pair;
      }
    }
  }

  #place(pair: number): string {
    return `${nameOf(this.#path)}, line ${pair + 1 + this.#blanks.filter((before) => before <= pair).length}`;
  }
}

/** What is wrong with a pair of a file, and what may be meant. */
function mismatchIn(pair: PairLine): string | undefined {
  const [input] = pair;
  const hint = typeof input === "string" && input.includes(" ") ? wordsHint : "";
  const mismatch = mismatchOf(pair);
  return mismatch && mismatch + hint;
}

const wordsHint = '; for words, write JSON: [["a", "cat"], ["DET", "NOUN"]]';
