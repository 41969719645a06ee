/**
 * Reads numbers in any form that users may give them in, and names the place of each number that is none.
 */
import { isFloat32Array, isFloat64Array } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption, nearest, show } from "../errors/validate.js";
import { type ColumnName, isNamed, type Table, type TableForm, type TableLayout } from "./table.js";

/**
 * What to do with `null`, `undefined`, `NaN` and infinity: refuse them, or repeat the value before them.
 * @inline
 */
export type MissingPolicy = "error" | "carry";

/** How a table is read. */
export interface TableReading {
  /** Without it, numbers must be there, and no option fills them. */
  readonly missing?: MissingPolicy | undefined;
  /** The name of a row in errors; default its place in the table. */
  readonly rowName?: ((row: number) => string) | undefined;
  /** The columns that it must have; named columns may come in any order, as records or columns. By default those of its first row. */
  readonly expected?: TableForm | undefined;
  /** A column of dates rather than numbers, which is returned apart. */
  readonly time?: ColumnName | undefined;
  /** The values before the first row, f64[columns], which gaps at the beginning repeat. */
  readonly before?: ArrayLike<number> | undefined;
}

/**
 * Reads a table.
 * @param name what the user calls it: errors begin with the path of a value, such as `series[17].wind`
 * @throws RnnError `ERR_INVALID_NUMBER` for a value that is not a finite number, `ERR_SHAPE` for other columns or lengths,
 * `ERR_INVALID_OPTION` for a value that is no table
 */
export function readTable(value: unknown, name: string, reading: TableReading = {}): Table {
  const { missing, rowName = (row) => `${name}[${row}]`, expected, time, before } = reading;
  const layout = layoutOf(value, name, expected);
  const access = accessors[layout](value as never, name, time, rowName);
  if (expected) checkColumns(access, name, expected);
  else if (access.rows > 0 && access.columns.length === 0) throw misfit(name, "a column of numbers", "none");
  const columns = expected?.columns ?? access.columns;
  // Columns without names are told by their place in what is given now.
  const sources = expected && isNamed(expected) ? columns : access.columns;
  const { rows } = access;
  const width = columns.length;
  const values = new Float64Array(rows * width);
  let gaps: Uint8Array<ArrayBuffer> | undefined;
  const last = Float64Array.from(columns, (_, column) => before?.[column] ?? Number.NaN);
  for (let row = 0, at = 0; row < rows; row++) {
    access.checkRow?.(row, sources);
    for (let column = 0; column < width; column++, at++) {
      const cell = access.at(row, sources[column] as ColumnName);
      if (typeof cell === "number" && Number.isFinite(cell)) values[at] = last[column] = cell;
      else if (missing === "carry" && isGap(cell)) {
        values[at] = last[column] as number;
        gaps ??= new Uint8Array(rows * width);
        gaps[at] = 1;
      } else
        throw invalidNumber(pathOf({ layout }, name, row, sources[column] as ColumnName, rowName(row)), cell, missing);
    }
  }
  if (gaps) fillBeginnings(values, width);
  return { form: { layout, columns }, rows, values, gaps, times: access.times };
}

/** The name of a column in a path: `.wind`, `["wind speed"]`, `[1]`. */
const member = (column: ColumnName): string => {
  if (typeof column === "number") return `[${column}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(column) ? `.${column}` : `[${show(column)}]`;
};

/** The path of a value in errors. */
export const pathOf = (
  { layout }: Pick<TableForm, "layout">,
  name: string,
  row: number,
  column: ColumnName,
  rowName = `${name}[${row}]`,
): string =>
  layout === "columns" ? `${name + member(column)}[${row}]` : rowName + (layout === "list" ? "" : member(column));

const isGap = (cell: unknown): boolean => cell === null || cell === undefined || typeof cell === "number";

/** The error about a value that is not a finite number. */
const invalidNumber = (path: string, got: unknown, missing: MissingPolicy | undefined): RnnError =>
  new RnnError(
    "ERR_INVALID_NUMBER",
    `${path}: expected a number, got ${show(got)}${missing && isGap(got) ? '; missing: "carry" fills it' : ""}`,
  );

/** Columns that begin with gaps have nothing to repeat there: they take the first value that follows. */
function fillBeginnings(values: Float64Array, width: number): void {
  for (let column = 0; column < width; column++) {
    let at = column;
    while (at < values.length && Number.isNaN(values[at])) at += width;
    if (at < values.length) for (let i = column; i < at; i += width) values[i] = values[at] as number;
  }
}

/** A table as it was given. */
interface Access {
  readonly rows: number;
  readonly columns: readonly ColumnName[];
  readonly times: readonly unknown[] | undefined;
  /** Whether any row has the column. */
  has(column: ColumnName): boolean;
  /** @throws RnnError `ERR_SHAPE` for a row that is none, or that has other columns */
  checkRow?(row: number, columns: readonly ColumnName[]): void;
  at(row: number, column: ColumnName): unknown;
}

type Accessor<Value> = (
  value: Value,
  name: string,
  time: ColumnName | undefined,
  rowName: (row: number) => string,
) => Access;

const accessors: {
  readonly list: Accessor<ArrayLike<unknown>>;
  readonly rows: Accessor<readonly ArrayLike<unknown>[]>;
  readonly records: Accessor<readonly Readonly<Record<string, unknown>>[]>;
  readonly columns: Accessor<Readonly<Record<string, ArrayLike<unknown>>>>;
} = {
  list: (value) => ({
    rows: value.length,
    columns: [0],
    times: undefined,
    has: (column) => column === 0,
    at: (row) => value[row],
  }),

  rows(value, _, time, rowName) {
    const columns = Array.from({ length: value[0]?.length ?? 0 }, (_, i) => i).filter((i) => i !== time);
    return {
      rows: value.length,
      columns,
      times: columns.length < (value[0]?.length ?? 0) ? value.map((row) => row?.[time as number]) : undefined,
      has: (column) => columns.includes(column as number),
      checkRow(row) {
        const cells: unknown = value[row];
        const wanted = value[0]?.length ?? 0;
        const got = !isList(cells) ? show(cells) : cells.length !== wanted && `${cells.length}`;
        if (got) throw misfit(rowName(row), `a row of ${numbers(wanted)}`, got);
      },
      at: (row, column) => value[row]?.[column as number],
    };
  },

  records(value, _, time, rowName) {
    const first = value.find((row) => row !== null && row !== undefined) ?? {};
    return {
      rows: value.length,
      columns: Object.keys(first).filter((key) => key !== time),
      times: time !== undefined && Object.hasOwn(first, time) ? value.map((row) => ownValue(row, time)) : undefined,
      has: (column) => value.some((row) => ownValue(row, column) !== undefined),
      checkRow(row, expected) {
        const cells: unknown = value[row];
        if (typeof cells !== "object" || cells === null || isList(cells))
          throw misfit(rowName(row), `a row with ${list(expected)}`, show(cells));
        const other = otherKey(cells, expected, time);
        if (other !== undefined) throw unknownColumn(rowName(row), other, expected);
      },
      at: (row, column) => ownValue(value[row], column),
    };
  },

  columns(value, name, time) {
    const all = Object.keys(value);
    const [first] = all as [string];
    const rows = (value[first] as ArrayLike<unknown>).length;
    for (const key of all) {
      const { length } = value[key] as ArrayLike<unknown>;
      if (length !== rows)
        throw misfit(name + member(key), `${numbers(rows)}, as in ${name + member(first)}`, `${length}`);
    }
    return {
      rows,
      columns: all.filter((key) => key !== time),
      times: time === undefined ? undefined : (ownValue(value, time) as readonly unknown[] | undefined),
      has: (column) => Object.hasOwn(value, column),
      at: (row, column) => (ownValue(value, column) as ArrayLike<unknown> | undefined)?.[row],
    };
  },
};

/** @throws RnnError `ERR_INVALID_OPTION` for a value that is no table */
function layoutOf(value: unknown, name: string, expected: TableForm | undefined): TableLayout {
  if (isFloat32Array(value) || isFloat64Array(value)) return "list";
  if (Array.isArray(value)) {
    const first = value.find((item) => item !== null && item !== undefined);
    // An empty array has every form.
    if (value.length === 0 && expected) return isNamed(expected) ? "records" : expected.layout;
    if (typeof first !== "object") return "list";
    return isList(first) ? "rows" : "records";
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value))
    throw invalidOption(name, `${forms}${hintFor(value)}`, value);
  const columns = Object.entries(value);
  if (columns.length === 0) throw invalidOption(name, forms, value);
  for (const [key, column] of columns) if (!isList(column)) throw invalidOption(name + member(key), "an array", column);
  return "columns";
}

const forms = "numbers (number[], Float32Array, Float64Array), rows, row objects, or an object of columns";

const hintFor = (value: unknown): string =>
  ArrayBuffer.isView(value) ? " (other typed arrays hold indices; Float64Array.from() makes numbers of them)" : "";

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || isFloat32Array(value) || isFloat64Array(value);

/** An own property, so that a column may be called `constructor`. */
const ownValue = (from: object | null | undefined, key: ColumnName): unknown =>
  from && Object.hasOwn(from, key) ? (from as Readonly<Record<ColumnName, unknown>>)[key] : undefined;

/** Checks the columns of the table as a whole; those of each row are checked with it. */
function checkColumns({ columns, rows, has }: Access, name: string, expected: TableForm): void {
  if (rows === 0) return;
  const wanted = expected.columns;
  const isOther = columns.some((column) => typeof column !== (isNamed(expected) ? "string" : "number"));
  if (isOther || (!isNamed(expected) && columns.length !== wanted.length))
    throw misfit(name, formShown(expected), formShown({ columns }));
  if (!isNamed(expected)) return;
  const other = columns.find((column) => !wanted.includes(column));
  if (other !== undefined) throw unknownColumn(name, other as string, wanted);
  const lacking = wanted.filter((column) => !has(column));
  if (lacking.length > 0) throw misfit(name, list(wanted), `none called ${lacking.map(show).join(", ")}`);
}

const formShown = ({ columns }: Pick<TableForm, "columns">): string => {
  if (typeof columns[0] === "string") return `rows with ${list(columns)}`;
  return columns.length === 1 ? "numbers" : `rows of ${numbers(columns.length)}`;
};

const list = (columns: readonly ColumnName[]): string =>
  `the ${columns.length === 1 ? "column" : "columns"} ${columns.map(show).join(", ")}`;

const numbers = (count: number): string => (count === 1 ? "1 number" : `${count} numbers`);

/** A key with a value that no column is called by. */
function otherKey(row: object, columns: readonly ColumnName[], time: ColumnName | undefined): string | undefined {
  const keys = Object.keys(row);
  // PERF: of as many keys as columns, none is left over if each column is among them.
  if (keys.length === columns.length && columns.every((column) => Object.hasOwn(row, column))) return undefined;
  return keys.find((key) => key !== time && !columns.includes(key) && ownValue(row, key) !== undefined);
}

function unknownColumn(path: string, column: string, known: readonly ColumnName[]): RnnError {
  const near = nearest(column, known.map(String));
  const hint = near === undefined ? "" : `; did you mean ${show(near)}?`;
  return misfit(path, list(known), `one called ${show(column)}${hint}`);
}

const misfit = (name: string, wanted: string, got: string): RnnError =>
  new RnnError("ERR_SHAPE", `${name}: expected ${wanted}, got ${got}`);
