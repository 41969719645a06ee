/**
 * Reads series, and the rows that continue them.
 */
import { type MissingPolicy, pathOf, readTable, type TableReading } from "../../../data/read-table.js";
import type { ColumnName, Table, TableForm } from "../../../data/table.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption, show } from "../../../errors/validate.js";
import type { CalendarPart } from "./calendar-parts.js";
import type { Series } from "./series.js";
import type { Clock } from "./time.js";
import { times } from "./times.js";

/** How series are read. */
export interface SeriesReading {
  readonly missing: MissingPolicy;
  /** The column of times. */
  readonly time: ColumnName | undefined;
  /** What is made of the times: without any, rows that have steps to go by may lack them. */
  readonly calendar: readonly CalendarPart[];
  /** The clock of rows of the same kind, whose steps hold. */
  readonly like?: Clock | undefined;
  readonly expected?: TableForm | undefined;
}

/** A series with the form in which it was given. */
export interface ReadSeries {
  readonly series: Series;
  readonly form: TableForm;
}

/**
 * Reads a series.
 * @param name what errors call it
 * @throws RnnError see `readTable` and `readTimes`; `ERR_INVALID_OPTION` without the column of times
 */
export function readSeries(value: unknown, name: string, reading: SeriesReading): ReadSeries {
  const { missing, time, calendar, like } = reading;
  const hasCalendar = calendar.length > 0;
  const table = tableOf(value, name, reading);
  const empty = table.form.columns.findIndex((_, column) => Number.isNaN(table.values[column]));
  if (empty >= 0) {
    const column = table.form.columns[empty] as ColumnName;
    throw new RnnError("ERR_INVALID_NUMBER", `${name}: expected a number in the column ${show(column)}, got none`);
  }
  const mayLackTimes = like && !hasCalendar && !table.times;
  if (time === undefined || table.rows === 0 || mayLackTimes) return { form: table.form, series: seriesOf(table) };
  const path = (row: number) => pathOf(table.form, name, row, time);
  const given = timesOf(table, name, time);
  const { clock, indices } = times().readTimes(given, path, missing === "carry", like && { clock: like });
  if (hasCalendar) times().checkMoment(given.at(-1), path(given.length - 1), like ?? clock);
  return { form: table.form, series: seriesOf(spread(table, indices, 0), clock) };
}

/**
 * Reads rows that follow a series. Their times may be left out; otherwise they have to continue the series.
 * @param form the columns of the series, of which the rows may have a part
 */
export function readRowsAfter(
  series: Series,
  value: unknown,
  name: string,
  reading: Omit<SeriesReading, "calendar"> & { readonly expected: TableForm },
  { columns }: TableForm = reading.expected,
): Omit<Series, "clock"> {
  const { time, expected } = reading;
  const last = series.values.subarray(-columns.length);
  const before = expected.columns.map((column) => last[columns.indexOf(column)] as number);
  const table = tableOf(value, name, reading, before);
  if (time === undefined || table.times === undefined || !series.clock) return table;
  const continues = { clock: series.clock, at: series.rows };
  const path = (row: number) => pathOf(table.form, name, row, time);
  const { indices } = times().readTimes(table.times, path, reading.missing === "carry", continues);
  return spread(table, indices, series.rows, before);
}

/** Reads a table. If it has a column of dates that no option names, the error says so. */
function tableOf(value: unknown, name: string, reading: TableReading, before?: ArrayLike<number>): Table {
  try {
    return readTable(value, name, { ...reading, before });
  } catch (error) {
    const [, path, got] =
      (error instanceof RnnError &&
        /^(.*): expected a number, got (?:"(.*)"|a value of type Date)$/.exec(error.message)) ||
      [];
    if (path === undefined || !/^\s*\d{4}[-/]\d/.test(got ?? "2024-01")) throw error;
    const hint = `times need the option \`time\`, which ${reading.time === undefined ? "names their column" : `is ${show(reading.time)}`}`;
    throw new RnnError("ERR_INVALID_NUMBER", `${(error as RnnError).message}; ${hint}`, { cause: error });
  }
}

/** @throws RnnError `ERR_INVALID_OPTION` */
function timesOf({ times, form }: Table, name: string, time: ColumnName): readonly unknown[] {
  if (times) return times;
  throw invalidOption("time", `a column of ${name} (${form.columns.map(show).join(", ")})`, time);
}

const seriesOf = ({ rows, values, gaps }: Omit<Series, "clock">, clock?: Clock): Series => ({
  rows,
  values,
  gaps,
  clock,
});

/** Puts rows at their indices; a row that is missing repeats the one before it. @param first the index of the first row */
function spread(table: Table, indices: Float64Array, first: number, before?: ArrayLike<number>): Omit<Series, "clock"> {
  const last = indices.at(-1);
  if (last === undefined || last - first + 1 === table.rows) return table;
  const width = table.form.columns.length;
  const rows = last - first + 1;
  const values = new Float64Array(rows * width);
  const gaps = new Uint8Array(rows * width).fill(1);
  let source = -1;
  for (let row = 0; row < rows; row++) {
    const isThere = indices[source + 1] === first + row;
    if (isThere) source++;
    for (let column = 0; column < width; column++) {
      const from = source * width + column;
      values[row * width + column] = (source < 0 ? before?.[column] : table.values[from]) ?? Number.NaN;
      if (isThere) gaps[row * width + column] = table.gaps?.[from] ?? 0;
    }
  }
  return { rows, values, gaps };
}
