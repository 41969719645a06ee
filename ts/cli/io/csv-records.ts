/**
 * The records of comma-separated values (RFC 4180), with their lines. Semicolons and tabs separate too, as spreadsheets write them.
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
 * Visits the records, of which the first is the header. The separator is a semicolon or a tab if the header has no comma. Empty lines are
 * skipped. The parser forgives quotes that do not match, so the widths of records and the number of quotes are checked here.
 * @throws CsvError
 */
export function eachCsvRecord(text: string, visit: (record: CsvRecord) => unknown): void {
  let width: number | undefined;
  let line = 0;
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  if (quotes % 2 > 0) throw new CsvError("a quote that is not closed");
  dsvFormat(separatorIn(text)).parseRows(text, (cells) => {
    line += 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
    if (cells.length === 1 && cells[0] === "") return null;
    width ??= cells.length;
    if (cells.length !== width)
      throw new CsvError(`${cells.length} cells in line ${line}, where the header has ${width}`);
    visit({ line, cells });
    // Rows that are not returned are not kept.
    return null;
  });
}

/** What separates the cells of a table. */
export function separatorIn(text: string): string {
  const [header = ""] = /[^\r\n]+/.exec(text) ?? [];
  return [",", ";", "\t"].find((separator) => header.includes(separator)) ?? ",";
}

const lineBreaksIn = (cell: string): number => cell.match(/\r\n?|\n/g)?.length ?? 0;
