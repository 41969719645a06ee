/**
 * The syntax of comma-separated values (RFC 4180): quoted cells may have commas, quotes and line breaks. Lines end with CRLF, LF or CR.
 */

/** A line of a table. */
export interface CsvRecord {
  /** Its line in the file, from 1; its last one if a cell has line breaks. */
  readonly line: number;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

/** What a file has instead of comma-separated values. */
export class CsvError extends Error {}

const cell = /"([^"]*(?:""[^"]*)*)"|([^",\r\n]*)/y;
const cellEnd = /,|\r\n?|\n|$/y;

/**
 * The records of a file, of which the first is the header. Empty lines are skipped.
 * @param pieceSize bytes that are decoded at once: a string may not hold a whole file
 * @throws CsvError
 */
export function* csvRecords(bytes: Uint8Array, pieceSize = 2 ** 24): Generator<CsvRecord> {
  const decoder = new TextDecoder();
  let width: number | undefined;
  let line = 0;
  let text = "";
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const isLast = at + pieceSize >= bytes.length;
    text += decoder.decode(bytes.subarray(at, at + pieceSize), { stream: !isLast });
    let next = 0;
    while (next < text.length) {
      const record = recordAt(text, next, line + 1, isLast);
      if (!record) break;
      line += linesIn(text.slice(next, record.end));
      next = record.end;
      const { cells, isEmpty } = record;
      if (isEmpty) continue;
      width ??= cells.length;
      if (cells.length !== width)
        throw new CsvError(`${cells.length} cells in line ${line}, where the header has ${width}`);
      yield { line, cells };
    }
    text = text.slice(next);
  }
}

/** @returns undefined if the record may not be complete */
function recordAt(text: string, start: number, line: number, isLast: boolean) {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    cell.lastIndex = at;
    const [, quoted, plain = ""] = cell.exec(text) as RegExpExecArray;
    // A quote after a quoted cell is the first half of two, so the cell has no end yet.
    if (text[quoted === undefined ? at : cell.lastIndex] === '"') {
      if (!isLast) return undefined;
      throw new CsvError(`a quote in line ${line} that is not closed`);
    }
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    at = cell.lastIndex;
    cellEnd.lastIndex = at;
    const end = cellEnd.exec(text)?.[0];
    const maySpan = at + (end?.length ?? 0) === text.length;
    if (maySpan && !isLast) return undefined;
    if (end === undefined)
      throw new CsvError(
        `${quoted === undefined ? "a quote within a cell" : "text after a quoted cell"} in line ${line}`,
      );
    at = cellEnd.lastIndex;
    if (end !== ",") return { cells, end: at, isEmpty: at - start === end.length };
  }
}

/** The lines that a record takes. */
const linesIn = (record: string): number => (/[\r\n]$/.test(record) ? 0 : 1) + (record.match(/\r\n?|\n/g)?.length ?? 0);
