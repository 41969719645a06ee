/**
 * Series in CSV files: a row a line, columns of numbers, and one of dates. Millions of rows are read without a record for each.
 */
import { RnnError } from "../../index.js";
import { type CsvHeader, type CsvRecord, columnOf, eachRecord, numberIn } from "./csv.js";
import { FileError, nameOf } from "./file-error.js";

/** Which columns of a file are read. */
export interface WantedColumns {
  /** Columns of numbers; by default all but the dates. */
  readonly columns?: readonly string[] | undefined;
  /** The column of dates; by default the first one whose first cell is a date. `null`: none. */
  readonly time?: string | null | undefined;
}

/** The columns of a file. A blank cell is `NaN`. */
export interface SeriesTable {
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** The name and the cells of the column of dates. */
  readonly time: { readonly name: string; readonly cells: readonly string[] } | undefined;
  readonly rows: number;
}

export class SeriesFile {
  readonly #path: string;
  readonly #reader: string;
  #lines: Int32Array = new Int32Array();

  /** @param reader the option that names the file */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.#reader = reader;
  }

  /** @throws FileError that names line and column of a cell that is no number */
  async read(wanted: WantedColumns): Promise<SeriesTable> {
    let layout: Layout | undefined;
    let numbers: Float64Array[] = [];
    let lines = new Int32Array(1024);
    const cells: string[] = [];
    let rows = 0;
    await eachRecord(this.#path, this.#reader, (record, header) => {
      layout ??= layoutOf(header, record, wanted);
      const { columns, time } = layout;
      if (numbers.length < columns.length) numbers = columns.map(() => new Float64Array(1024));
      if (rows === lines.length) {
        numbers = numbers.map(doubled);
        lines = doubled(lines);
      }
      for (const [i, { index }] of columns.entries())
        (numbers[i] as Float64Array)[rows] = numberIn(header, record, index) ?? Number.NaN;
      if (time) cells.push((record.cells[time.index] ?? "").trim());
      lines[rows++] = record.line;
    });
    this.#lines = lines.slice(0, rows);
    if (!layout) throw new FileError(`${nameOf(this.#path)}: expected rows after the header, got none`);
    const { columns, time } = layout;
    return {
      columns: new Map(columns.map(({ name }, i) => [name, (numbers[i] as Float64Array).slice(0, rows)])),
      time: time && { name: time.name, cells },
      rows,
    };
  }

  /** Says in which line of the file an error of the library lies; returns other errors unchanged. */
  explain(error: unknown): unknown {
    if (!(error instanceof RnnError)) return error;
    const [, column = "", row = "", rest = ""] =
      /^\w+(?:\.([^[]+)|\[".+"\])?\[(\d+)\]: (.*)$/s.exec(error.message) ?? [];
    const line = row === "" ? undefined : this.#lines[Number(row)];
    if (line === undefined) return error;
    const what = rest.replace(/got NaN\b.*$/, "got a blank cell (--missing carry repeats the last value)");
    const place = column === "" ? "" : `, column ${column}`;
    return new FileError(`${nameOf(this.#path)}, line ${line}${place}: ${what}`, { cause: error });
  }
}

interface Layout {
  readonly columns: readonly { readonly name: string; readonly index: number }[];
  readonly time: { readonly name: string; readonly index: number } | undefined;
}

function layoutOf(header: CsvHeader, first: CsvRecord, { columns, time }: WantedColumns): Layout {
  const found =
    time === undefined ? header.columns.find((_, index) => isDate(first.cells[index] ?? "")) : (time ?? undefined);
  const names = columns ?? header.columns.filter((name) => name !== found);
  const at = (name: string) => ({ name, index: columnOf(header, name) });
  return { columns: names.map(at), time: found === undefined ? undefined : at(found) };
}

/** Whether a cell begins as a date does: 2024-01, 2024-01-31, 2024/1/31 12:00. */
const isDate = (cell: string): boolean => /^\s*[+-]?\d{4,6}[-/]\d{1,2}([-/]|\s*$)/.test(cell);

function doubled<Numbers extends Float64Array | Int32Array>(numbers: Numbers): Numbers {
  const larger = new (numbers.constructor as new (length: number) => Numbers)(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
