/**
 * Reads tables of comma-separated values with a header.
 */
import { show } from "../../errors/validate.js";
import { CsvError, type CsvRecord, CsvRecords, separatorIn } from "./csv-records.js";
import { FileError, nameOf } from "./file-error.js";
import { readLines } from "./input.js";

export type { CsvRecord };

/** What a table is called, and its header. */
export interface CsvHeader {
  /** The name of the file in errors. */
  readonly file: string;
  readonly columns: readonly string[];
  /** Whether a number may have a comma as its decimal point, because commas separate no cells. */
  readonly hasDecimalCommas: boolean;
}

export interface CsvTable extends CsvHeader {
  readonly records: readonly CsvRecord[];
}

/**
 * @param reader the option that names the file
 * @throws FileError that names the line for a file that is no such table
 */
export async function readCsv(path: string, reader: string): Promise<CsvTable> {
  const all: CsvRecord[] = [];
  let table: CsvTable | undefined;
  for await (const { header, records } of csvParts(path, reader)) {
    for (const record of records) all.push(record);
    table ??= { ...header, records: all };
  }
  // Without a header, there was an error.
  return table as CsvTable;
}

/** A number or a date. */
const value = /^[+-]?\d+([.,]\d+|[-/.]\d+[-/.\dT:\s]*)?$/;
/** How the first cell of JSON begins: no name of a column such as [1] does. */
const json = /^\[?[[{]\s*("|$)|^\[-?[\d.]+$/;
const decimalComma = /^[+-]?\d*,\d+$/;
/** What R, pandas and JavaScript write where there is no number. */
const noNumber = /^(|n\/?a|nan|null)$/i;

/** Records of a table that were read at once. */
export interface CsvPart {
  readonly header: CsvHeader;
  readonly records: readonly CsvRecord[];
}

/** Reads a table part by part, without keeping any. */
export async function* csvParts(path: string, reader: string): AsyncGenerator<CsvPart> {
  const file = nameOf(path);
  let header: CsvHeader | undefined;
  let records: CsvRecord[] = [];
  let hasDecimalCommas: boolean | undefined;
  const parser = new CsvRecords((record) => {
    if (header) records.push(record);
    else header = { file, columns: columnsIn(record, file), hasDecimalCommas: hasDecimalCommas === true };
  });
  const parse = (work: () => void): CsvPart | undefined => {
    records = [];
    try {
      work();
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new FileError(`${file}: expected comma-separated values, got ${error.message}`, { cause: error });
    }
    return header && { header, records };
  };
  for await (const lines of readLines(path, reader)) {
    const text = lines.join("\n");
    if (text.trim() !== "") hasDecimalCommas ??= separatorIn(text) !== ",";
    const part = parse(() => parser.read(text));
    if (part) yield part;
  }
  parse(() => parser.end());
  if (!header) throw new FileError(`${file}: expected a header with the names of the columns, got an empty file`);
}

function columnsIn({ line, cells }: CsvRecord, file: string): string[] {
  const columns = cells.map((name) => name.trim());
  if (json.test(columns[0] as string))
    throw new FileError(`${file}, line ${line}: expected comma-separated values with a header, got JSON`);
  // Whole numbers may be names, as those of columns without any.
  if (columns.every((name) => value.test(name)) && !columns.every((name) => /^\d*$/.test(name)))
    throw new FileError(
      `${file}, line ${line}: expected a header with the names of the columns, got ${show(columns[0])}`,
    );
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined)
    throw new FileError(`${file}, line ${line}: expected distinct columns, got ${show(twice)} twice`);
  return columns;
}

/**
 * The number in a cell; null for a blank one, or one such as NA.
 * @param hint what the error says besides
 * @throws FileError that names line and column
 */
export function numberIn(
  { file, columns, hasDecimalCommas }: CsvHeader,
  { line, cells }: CsvRecord,
  column: number,
  hint = "",
): number | null {
  const text = (cells[column] ?? "").trim();
  const number = numberOf(text, hasDecimalCommas);
  if (number !== undefined) return number;
  if (noNumber.test(text)) return null;
  throw new FileError(`${file}, line ${line}, column ${columns[column]}: expected a number, got ${show(text)}${hint}`);
}

/** The number that a text is; undefined for other texts. */
export function numberOf(text: string, mayHaveComma: boolean): number | undefined {
  if (text.trim() === "") return undefined;
  const number = Number(mayHaveComma && decimalComma.test(text.trim()) ? text.replace(",", ".") : text);
  return Number.isFinite(number) ? number : undefined;
}

/** The index of a column. @throws FileError with the names that there are */
export function columnOf({ file, columns }: CsvHeader, name: string): number {
  const index = columns.indexOf(name);
  if (index < 0) throw new FileError(`${file}: expected a column "${name}", got ${columns.join(", ")}`);
  return index;
}
