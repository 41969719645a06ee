/**
 * Reads tables of comma-separated values with a header (RFC 4180).
 */
import { CsvError, parse } from "csv-parse/sync";
import { FileError, nameOf } from "./file-error.js";
import { readBytes } from "./input.js";

/** A line of a table. */
export interface CsvRecord {
  /** Its line in the file, from 1. */
  readonly line: number;
  /** As many as the header has. */
  readonly cells: readonly string[];
}

export interface CsvTable {
  /** The name of the file in errors. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly records: readonly CsvRecord[];
}

/**
 * @param reader the option that names the file
 * @throws FileError that names the line for a file that is no such table
 */
export async function readCsv(path: string, reader: string): Promise<CsvTable> {
  const file = nameOf(path);
  const rows = parsed(await readBytes(path, reader), file);
  const [header, ...records] = rows;
  if (!header) throw new FileError(`${file}: expected a header with the names of the columns, got an empty file`);
  const columns = header.cells.map((name) => name.trim());
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    throw new FileError(`${file}, line ${header.line}: expected distinct columns, got "${twice}" twice`);
  return { file, columns, records };
}

function parsed(bytes: Uint8Array, file: string): CsvRecord[] {
  try {
    const options = { bom: true, info: true, skip_empty_lines: true } as const;
    const rows = parse(Buffer.from(bytes), options) as unknown as readonly {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FileError(`${file}: expected comma-separated values, got ${error.message}`, { cause: error });
  }
}

/**
 * The number in a cell; null for a blank one.
 * @throws FileError that names line and column
 */
export function numberIn({ file, columns }: CsvTable, { line, cells }: CsvRecord, column: number): number | null {
  const text = (cells[column] ?? "").trim();
  if (text === "") return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  throw new FileError(`${file}, line ${line}, column ${columns[column]}: expected a number, got "${text}"`);
}

/** The index of a column. @throws FileError with the names that there are */
export function columnOf({ file, columns }: CsvTable, name: string): number {
  const index = columns.indexOf(name);
  if (index < 0) throw new FileError(`${file}: expected a column "${name}", got ${columns.join(", ")}`);
  return index;
}
