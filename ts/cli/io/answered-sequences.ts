/**
 * Reads sequences with an answer each: lines of `sequence TAB answer`, JSON lines of `[sequence, answer]`, CSV with a column of answers, or a
 * folder of CSV files that are a sequence each. Errors name the line.
 */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { show } from "../../errors/validate.js";
import { isJsonLine } from "../../formats/pair-lines.js";
import { RnnError } from "../../index.js";
import { parseJson } from "../options/option-kinds.js";
import { UsageError } from "../options/usage-error.js";
import { tell } from "../ui/output.js";
import { type CsvTable, columnOf, csvParts, numberIn, readCsv } from "./csv.js";
import { FileError, fileError, nameOf } from "./file-error.js";
import { isFolder, iterable, readLines } from "./input.js";

export type AnsweredSequence = readonly [sequence: unknown, answer: unknown];

/** Where the answers are, and what they are. */
export interface AnswerPlaces {
  /** The column of a CSV file. */
  readonly column: string | undefined;
  /** Whether they are part of the names of files in a folder. */
  readonly isInName: boolean;
  /** The option for `column`. */
  readonly columnOption: string;
  /** The options whose files have it. */
  readonly columnFiles: string;
  /**
   * @param mayHaveComma whether a number may have a comma as its decimal point
   * @returns undefined for a text that is no answer
   */
  parse(text: string, mayHaveComma: boolean): unknown;
  /** What a text must be. */
  readonly wanted: string;
}

/** Sequences with answers in a file or a folder. */
export class AnsweredFile {
  /** Each iteration starts at the beginning; stdin and pipes can be iterated once. */
  readonly items: AsyncIterable<AnsweredSequence>;
  readonly #keys: readonly string[];
  readonly #path: string;
  /** Where each item comes from: a line of the file, or a file of the folder. */
  readonly #places: (number | string)[] = [];
  /** What an error about the first item says besides. */
  #firstHint = "";

  /**
   * @param keys what the library's errors call the items: `labeled`
   * @param reader the option that names the file
   */
  constructor(path: string, keys: readonly string[], reader: string, answers: AnswerPlaces) {
    this.#keys = keys;
    this.#path = path;
    this.items = iterable(path, () => this.#read(path, reader, answers));
  }

  /** Items read so far. */
  get count(): number {
    return this.#places.length;
  }

  /** Puts the place in the file into the library's error about an item, `labeled[7][0]…: …`; returns other errors unchanged. */
  explain(error: unknown): unknown {
    const [, name, index, side, rest] =
      (error instanceof RnnError && /^(?:validation\.)?(\w+)\[(\d+)\](?:\[([01])\])?(.*)$/s.exec(error.message)) || [];
    const found = this.#places[Number(index)];
    if (name === undefined || !this.#keys.includes(name) || found === undefined) return error;
    const place = typeof found === "number" ? this.#lineOf(found) : found;
    const hint = found === this.#places[0] ? this.#firstHint : "";
    return new FileError(`${place}${side === "0" ? ", sequence" : side === "1" ? ", answer" : ""}${rest}${hint}`, {
      cause: error,
    });
  }

  async *#read(path: string, reader: string, answers: AnswerPlaces): AsyncGenerator<AnsweredSequence> {
    this.#places.length = 0;
    const hasFiles = isFolder(path);
    if (answers.isInName && !hasFiles)
      throw new UsageError(`--label-from-name: expected a folder of CSV files, got ${nameOf(path)}`);
    const read = hasFiles ? this.#readFolder : answers.column === undefined ? this.#readLines : this.#readTable;
    yield* read.call(this, path, reader, answers);
  }

  async *#readLines(path: string, reader: string, answers: AnswerPlaces): AsyncGenerator<AnsweredSequence> {
    let line = 0;
    let isJson: boolean | undefined;
    const counts = new Map<unknown, number>();
    for await (const batch of readLines(path, reader)) {
      for (const text of batch) {
        line++;
        if (text.trim() === "") continue;
        // The first line decides for the whole file, because "[" may be a symbol.
        isJson ??= isJsonLine(text);
        this.#firstHint = isJson ? "" : ` (if this line is a header, ${answers.columnOption} names the column)`;
        this.#places.push(line);
        const hint = this.count === 1 ? this.#firstHint : "";
        const place = () => this.#lineOf(this.#places.at(-1) as number);
        const item = isJson ? itemFromJson(text, place) : itemFromTabs(text, place, answers, hint);
        if (!isJson) counts.set(item[1], (counts.get(item[1]) ?? 0) + 1);
        yield item;
      }
    }
    // The names of the columns would be a sequence and a class of one.
    const [[first, count] = [], ...others] = counts;
    if (typeof first === "string" && count === 1 && others.some(([, other]) => other > 1))
      tell(`${this.#lineOf(this.#places[0] as number)}: no other line has the label ${show(first)}${this.#firstHint}`);
  }

  async *#readTable(path: string, reader: string, answers: AnswerPlaces): AsyncGenerator<AnsweredSequence> {
    for await (const { header, records } of csvParts(path, reader)) {
      const column = columnOf(header, answers.column as string);
      const others = header.columns.map((_, i) => i).filter((i) => i !== column);
      if (others.length === 0)
        throw new FileError(`${header.file}: expected a column of sequences, got ${answers.column} only`);
      for (const record of records) {
        this.#places.push(record.line);
        const [first] = others as [number];
        // One column holds texts; several are the steps of a sequence of numbers.
        const hint = " (a text is the only column besides its answer)";
        const sequence =
          others.length === 1 ? record.cells[first] : others.map((i) => numberIn(header, record, i, hint));
        const answer = record.cells[column] as string;
        yield [sequence, answerIn(answer, () => this.#lineOf(record.line), answers, "", header.hasDecimalCommas)];
      }
    }
  }

  #lineOf(line: number): string {
    return `${nameOf(this.#path)}, line ${line}`;
  }

  async *#readFolder(path: string, _reader: string, answers: AnswerPlaces): AsyncGenerator<AnsweredSequence> {
    if (!answers.isInName)
      throw new UsageError(
        `${path} is a folder: expected --label-from-name, which takes labels from names such as shake-7.csv`,
      );
    const names = await readdir(path).catch((error) => Promise.reject(fileError("cannot read", path, error)));
    const files = names.filter((name) => /\.csv$/i.test(name)).sort(byNumber);
    if (files.length === 0) throw new FileError(`${path}: expected CSV files, got none`);
    for (const name of files) {
      const [, label] = /^(.+?)-\d+\.csv$/i.exec(name) ?? [];
      if (label === undefined)
        throw new FileError(`${join(path, name)}: expected a name such as LABEL-NUMBER.csv, got another`);
      const table = await readCsv(join(path, name), "--labeled");
      this.#places.push(table.file);
      yield [columnsOf(table), answerIn(label, () => table.file, answers)];
    }
  }
}

/** A sequence of rows of numbers, by column. */
export const columnsOf = (table: CsvTable): Record<string, (number | null)[]> =>
  Object.fromEntries(table.columns.map((name, i) => [name, table.records.map((record) => numberIn(table, record, i))]));

/** shake-2 before shake-10. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

function itemFromTabs(text: string, place: () => string, answers: AnswerPlaces, hint: string): AnsweredSequence {
  const cells = text.split("\t");
  if (cells.length !== 2)
    throw new FileError(
      `${place()}: expected sequence TAB ${answers.wanted}, got ${cells.length === 1 ? "no TAB" : `${cells.length - 1} TABs`} (for a CSV file, ${answers.columnOption} names the column)`,
    );
  const [sequence, answer] = cells as [string, string];
  return [sequence, answerIn(answer, place, answers, hint)];
}

function itemFromJson(text: string, place: () => string): AnsweredSequence {
  const item = parseJson(text);
  if (!Array.isArray(item) || item.length !== 2)
    throw new FileError(`${place()}: expected a JSON array of a sequence and its answer`);
  return item as unknown as AnsweredSequence;
}

function answerIn(
  text: string,
  place: () => string,
  { parse, wanted }: AnswerPlaces,
  hint = "",
  mayHaveComma = false,
): unknown {
  const answer = parse(text, mayHaveComma);
  if (answer === undefined) throw new FileError(`${place()}: expected a ${wanted}, got ${show(text)}${hint}`);
  return answer;
}
