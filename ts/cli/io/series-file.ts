/**
 * Series in CSV files: a row a line, columns of numbers, and one of dates. Millions of rows are read without a record for each.
 */
import { RnnError } from "../../index.js";
import { countersIn, hasTimes } from "./counters.js";
import { type CsvHeader, type CsvRecord, columnOf, csvParts, numberIn, numberOf } from "./csv.js";
import { FileError, nameOf } from "./file-error.js";

/** Which columns of a file are read. */
export interface WantedColumns {
  /** Columns of numbers; by default all but the dates. */
  readonly columns?: readonly string[] | undefined;
  /** The column of times; by default the first one whose first cell is a date, or else the last of `counters` that has times. `null`: none. */
  readonly time?: string | null | undefined;
  /** Whether the file may lack the column of times. */
  readonly timeMayLack?: boolean | undefined;
  /** Whether times are text, even those that are numbers. */
  readonly hasTextTimes?: boolean | undefined;
  /** Columns that count nothing, whatever their names. */
  readonly values?: readonly string[] | undefined;
}

/** The columns of a file. A cell without a number, blank or NA, is `NaN`. */
export interface SeriesTable {
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** The name and the cells of the column of times. */
  readonly time: { readonly name: string; readonly cells: readonly (string | number)[] | Float64Array } | undefined;
  /** Columns at the beginning that count rows or times, which are no values. */
  readonly counters: readonly string[];
}

export class SeriesFile {
  readonly #path: string;
  readonly #reader: string;
  /** The line of each row. */
  #lines: number[] = [];

  /** @param reader the option that names the file */
  constructor(path: string, reader: string) {
    this.#path = path;
    this.#reader = reader;
  }

  /** @throws FileError that names line and column of a cell that is no number */
  async read(wanted: WantedColumns): Promise<SeriesTable> {
    let layout: Layout | undefined;
    const cells: string[] = [];
    this.#lines = [];
    let mayHaveComma = false;
    for await (const { header, records } of csvParts(this.#path, this.#reader)) {
      mayHaveComma = header.hasDecimalCommas;
      for (const record of records) {
        layout ??= layoutOf(header, record, wanted);
        const { columns, time, hint } = layout;
        for (const { index, numbers } of columns) numbers.push(numberIn(header, record, index, hint) ?? Number.NaN);
        if (time) cells.push((record.cells[time.index] ?? "").trim());
        this.#lines.push(record.line);
      }
    }
    if (!layout) throw new FileError(`${nameOf(this.#path)}: expected rows after the header, got none`);
    const columns = new Map(layout.columns.map(({ name, numbers }) => [name, new Float64Array(numbers)]));
    const counters = wanted.columns ? [] : countersIn(columns, wanted.values);
    const counted = counters.map((name) => ({ name, cells: columns.get(name) as Float64Array }));
    for (const name of counters) columns.delete(name);
    const numberFrom = (cell = "") => (wanted.hasTextTimes ? undefined : numberOf(cell, mayHaveComma));
    const times = numberFrom(cells[0]) === undefined ? cells : cells.map((cell) => numberFrom(cell) ?? cell);
    const time = layout.time && { name: layout.time.name, cells: times };
    return { columns, time: time ?? counted.findLast(hasTimes), counters };
  }

  /** Says in which line of the file an error of the library lies; returns other errors unchanged. */
  explain(error: unknown): unknown {
    if (!(error instanceof RnnError)) return error;
    const [, name, quoted, row = "", rest = ""] =
      /^(?:series|history|future|rows)(?:\.([^[]+)|\[("[^"]*")\])?\[(\d+)\]: (.*)$/s.exec(error.message) ?? [];
    const column = name ?? quoted;
    const line = row === "" ? undefined : this.#lines[Number(row)];
    if (line === undefined) return error;
    const what = rest.replace(
      /got NaN\b.*$/,
      "got a blank cell, or one such as NA (--missing carry repeats the last value)",
    );
    const place = column === undefined ? "" : `, column ${column}`;
    return new FileError(`${nameOf(this.#path)}, line ${line}${place}: ${what}`, { cause: error });
  }
}

interface Layout {
  readonly columns: readonly Column[];
  /** What the error about a cell that is no number says besides. */
  readonly hint: string;
  readonly time: Column | undefined;
}

interface Column {
  readonly name: string;
  readonly index: number;
  readonly numbers: number[];
}

function layoutOf(header: CsvHeader, first: CsvRecord, { columns, time, timeMayLack }: WantedColumns): Layout {
  const given = timeMayLack && time && !header.columns.includes(time) ? null : time;
  const found =
    given === undefined ? header.columns.find((_, index) => isDate(first.cells[index] ?? "")) : (given ?? undefined);
  // A separator at the end of each line makes a column without a name or values.
  const isColumn = (name: string, index: number) => name !== "" || (first.cells[index] ?? "").trim() !== "";
  const names = columns ?? header.columns.filter((name, index) => name !== found && isColumn(name, index));
  const at = (name: string): Column => ({ name, index: columnOf(header, name), numbers: [] });
  const hint = columns || names.length === 1 ? "" : " (--column names the columns to read)";
  return { columns: names.map(at), time: found === undefined ? undefined : at(found), hint };
}

/** Whether a cell begins as a date does: 2024-01, 2024-01-31, 2024/1/31 12:00; also 31.1.2024, which the library refuses. */
const isDate = (cell: string): boolean => /^\s*([+-]?\d{4,6}[-/]\d{1,2}([-/]|\s*$)|\d\d?[-/.]\d\d?[-/.]\d)/.test(cell);
