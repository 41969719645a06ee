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
  /** Whether the file may lack the column of dates. */
  readonly timeMayLack?: boolean | undefined;
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
    let numbers: Parts<Float64Array<ArrayBuffer>>[] = [];
    const lines = new Parts(Int32Array);
    const cells: string[] = [];
    let rows = 0;
    await eachRecord(this.#path, this.#reader, (record, header) => {
      layout ??= layoutOf(header, record, wanted);
      const { columns, time } = layout;
      if (rows++ === 0) numbers = columns.map(() => new Parts(Float64Array));
      for (const [i, { index }] of columns.entries()) numbers[i]?.push(numberIn(header, record, index) ?? Number.NaN);
      if (time) cells.push((record.cells[time.index] ?? "").trim());
      lines.push(record.line);
    });
    this.#lines = lines.joined();
    if (!layout) throw new FileError(`${nameOf(this.#path)}: expected rows after the header, got none`);
    const { columns, time } = layout;
    return {
      columns: new Map(columns.map(({ name }, i) => [name, (numbers[i] as Parts<Float64Array<ArrayBuffer>>).joined()])),
      time: time && { name: time.name, cells },
      rows,
    };
  }

  /** Says in which line of the file an error of the library lies; returns other errors unchanged. */
  explain(error: unknown): unknown {
    if (!(error instanceof RnnError)) return error;
    const [, name, quoted, row = "", rest = ""] =
      /^(?:series|history|future|rows)(?:\.([^[]+)|\[("[^"]*")\])?\[(\d+)\]: (.*)$/s.exec(error.message) ?? [];
    const column = name ?? quoted;
    const line = row === "" ? undefined : this.#lines[Number(row)];
    if (line === undefined) return error;
    const what = rest.replace(/got NaN\b.*$/, "got a blank cell (--missing carry repeats the last value)");
    const place = column === undefined ? "" : `, column ${column}`;
    return new FileError(`${nameOf(this.#path)}, line ${line}${place}: ${what}`, { cause: error });
  }
}

interface Layout {
  readonly columns: readonly { readonly name: string; readonly index: number }[];
  readonly time: { readonly name: string; readonly index: number } | undefined;
}

function layoutOf(header: CsvHeader, first: CsvRecord, { columns, time, timeMayLack }: WantedColumns): Layout {
  const given = timeMayLack && time && !header.columns.includes(time) ? null : time;
  const found =
    given === undefined ? header.columns.find((_, index) => isDate(first.cells[index] ?? "")) : (given ?? undefined);
  // A separator at the end of each line makes a column without a name or values.
  const isColumn = (name: string, index: number) => name !== "" || (first.cells[index] ?? "").trim() !== "";
  const names = columns ?? header.columns.filter((name, index) => name !== found && isColumn(name, index));
  const at = (name: string) => ({ name, index: columnOf(header, name) });
  return { columns: names.map(at), time: found === undefined ? undefined : at(found) };
}

/** Whether a cell begins as a date does: 2024-01, 2024-01-31, 2024/1/31 12:00. */
const isDate = (cell: string): boolean => /^\s*[+-]?\d{4,6}[-/]\d{1,2}([-/]|\s*$)/.test(cell);

/** Numbers whose count is not known: in parts, which take no more memory than the numbers, and are joined at the end. */
class Parts<Numbers extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>> {
  static readonly #length = 65_536;
  readonly #make: new (
    length: number,
  ) => Numbers;
  #full: Numbers[] = [];
  #last: Numbers;
  #count = 0;

  constructor(make: new (length: number) => Numbers) {
    this.#make = make;
    this.#last = new make(Parts.#length);
  }

  push(value: number): void {
    if (this.#count === Parts.#length) {
      this.#full.push(this.#last);
      this.#last = new this.#make(Parts.#length);
      this.#count = 0;
    }
    this.#last[this.#count++] = value;
  }

  /** All of them, once: the parts are released. */
  joined(): Numbers {
    const all = new this.#make(this.#full.length * Parts.#length + this.#count);
    for (const [i, part] of this.#full.entries()) all.set(part, i * Parts.#length);
    all.set(this.#last.subarray(0, this.#count), this.#full.length * Parts.#length);
    this.#full = [];
    return all;
  }
}
