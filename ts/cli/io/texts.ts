/**
 * Files of a generator: running text, read in pieces, and items, one a line.
 */

import { isJsonLine } from "../../formats/pair-lines.js";
import { type Label, RnnError, type Text } from "../../index.js";
import { parseJson } from "../options/option-kinds.js";
import { AnsweredFile } from "./answered-sequences.js";
import { FileError, nameOf } from "./file-error.js";
import { iterable, readLines, readPieces } from "./input.js";

/** A file of running text. */
export class TextFile {
  readonly text: AsyncIterable<string>;
  readonly #path: string;

  /** @param reader the option that names the file */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.text = iterable(path, () => readPieces(path, reader));
  }

  /** Puts the file into the library's error about its text; returns other errors unchanged. */
  explain(error: unknown): unknown {
    const [, rest] = (error instanceof RnnError && /^(?:validation\.)?text: (.*)$/s.exec(error.message)) || [];
    return rest === undefined ? error : new FileError(`${nameOf(this.#path)}: ${rest}`, { cause: error });
  }
}

/** A file of items: a line each, or JSON lines that are arrays of symbols. Blank lines are skipped. */
export class ItemFile {
  readonly items: AsyncIterable<Text>;
  readonly #path: string;
  /** The line of each item. */
  readonly #lines: number[] = [];

  /** @param reader the option that names the file */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.items = iterable(path, () => this.#read(readLines(path, reader)));
  }

  /** Items read so far. */
  get count(): number {
    return this.#lines.length;
  }

  /** Puts the line into the library's error about an item, `items[7]…: …`; returns other errors unchanged. */
  explain(error: unknown): unknown {
    const [, index, rest] =
      (error instanceof RnnError && /^(?:validation\.)?items\[(\d+)\](.*)$/s.exec(error.message)) || [];
    const line = this.#lines[Number(index)];
    return line === undefined ? error : new FileError(`${nameOf(this.#path)}, line ${line}${rest}`, { cause: error });
  }

  async *#read(batches: AsyncIterable<string[]>): AsyncGenerator<Text> {
    this.#lines.length = 0;
    let number = 0;
    let parse: ((line: string) => Text) | undefined;
    for await (const lines of batches) {
      for (const line of lines) {
        number++;
        if (line.trim() === "") continue;
        this.#lines.push(number);
        // The first line decides for the whole file, because "[" may be a symbol.
        parse ??= isJsonLine(line) ? (json) => parseJson(json) as Text : (text) => text;
        yield parse(line);
      }
    }
  }
}

/** A file of items with a label each, in the forms of {@link AnsweredFile}. */
export class LabeledItemFile {
  readonly items: AsyncIterable<Text>;
  /** Complete when `items` was read. */
  readonly labels: Label[] = [];
  readonly #file: AnsweredFile;

  /**
   * @param reader the option that names the file
   * @param column the column of a CSV file that has the labels
   */
  constructor(path: string, reader: string, column: string | undefined) {
    this.#file = new AnsweredFile(path, ["items", "labels"], reader, {
      column,
      isInName: false,
      columnOption: "--label COLUMN",
      columnFiles: "--labeled-items FILE",
      parse: (label) => label,
      wanted: "label",
    });
    this.items = this.#read();
  }

  /** Items read so far. */
  get count(): number {
    return this.#file.count;
  }

  /** Puts the line into the library's error about an item or its label; returns other errors unchanged. */
  explain(error: unknown): unknown {
    return this.#file.explain(error);
  }

  async *#read(): AsyncGenerator<Text> {
    this.labels.length = 0;
    for await (const [item, label] of this.#file.items) {
      this.labels.push(label as Label);
      yield item as Text;
    }
  }
}
