/**
 * The records of comma-separated values (RFC 4180), with their lines. Semicolons, tabs and bars separate too, as
 * spreadsheets and databases write them.
 */
import { dsvFormat } from "d3-dsv";

/** A line of a table. */
export interface CsvRecord {
  /** Its line in the file, from 1; its last one if a cell has line breaks. */
  readonly line: number;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

/** What a file has instead of comma-separated values. */
export class CsvError extends Error {}

/**
 * Visits the records of a text that comes in parts, each of whole lines. The first record is the header. The separator is a semicolon, a tab or
 * a bar if the header has no comma. Empty lines are skipped. The parser forgives quotes that do not match, so the widths of records and the
 * number of quotes are checked here.
 */
export class CsvRecords {
  readonly #visit: (record: CsvRecord) => unknown;
  #separator: string | undefined;
  #width: number | undefined;
  #line = 0;
  /** Lines with a quote that is not closed yet. */
  #open: string | undefined;

  constructor(visit: (record: CsvRecord) => unknown) {
    this.#visit = visit;
  }

  /** @throws CsvError */
  read(part: string): void {
    const text = this.#open === undefined ? part : `${this.#open}\n${part}`;
    let quotes = 0;
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
    this.#open = quotes % 2 > 0 ? text : undefined;
    if (this.#open !== undefined) return;
    const end = this.#line + 1 + lineBreaksIn(text);
    if (text.trim() !== "") this.#separator ??= separatorIn(text);
    // PERF: without quotes, cells are split three times as fast as the parser does it.
    if (quotes === 0) for (const line of text.split(/\r\n?|\n/)) this.#take(line.split(this.#separator ?? ","));
    else dsvFormat(this.#separator as string).parseRows(text, (cells) => this.#take(cells, true));
    // The parser says nothing of empty lines at the end.
    this.#line = end;
  }

  /** @throws CsvError */
  end(): void {
    if (this.#open !== undefined) throw new CsvError("a quote that is not closed");
  }

  #take(cells: string[], mayBreak = false): null {
    this.#line += 1 + (mayBreak ? cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0) : 0);
    // Rows that are not returned are not kept.
    if (cells.length === 1 && cells[0] === "") return null;
    this.#width ??= cells.length;
    if (cells.length !== this.#width)
      throw new CsvError(`${cells.length} cells in line ${this.#line}, where the header has ${this.#width}`);
    this.#visit({ line: this.#line, cells });
    return null;
  }
}

/** What separates the cells of a table. */
export function separatorIn(text: string): string {
  const [header = ""] = /[^\r\n]+/.exec(text) ?? [];
  return [",", ";", "\t", "|"].find((separator) => header.includes(separator)) ?? ",";
}

const lineBreaksIn = (cell: string): number => cell.match(/\r\n?|\n/g)?.length ?? 0;
