/**
 * Tables of numbers, and the forms in which users give and get them.
 */

/**
 * How the numbers of a table are laid out: a list has one column; rows are arrays, records are objects with a key for each column; columns are
 * an object of arrays.
 */
export type TableLayout = "list" | "rows" | "records" | "columns";

/**
 * The name of a column; in lists and rows, which have no names, its index.
 * @inline
 */
export type ColumnName = string | number;

/** The layout and the columns of a table. */
export interface TableForm {
  readonly layout: TableLayout;
  readonly columns: readonly ColumnName[];
}

/** A table in one array, whatever its form. */
export interface Table {
  readonly form: TableForm;
  /** The number of rows. */
  readonly rows: number;
  /**
   * f64[rows][columns]. A gap holds the last value of its column before it, at the beginning the first one after it, and `NaN` in a column
   * without any.
   */
  readonly values: Float64Array<ArrayBuffer>;
  /** u8[rows][columns]: 1 where the value was missing. Undefined without gaps. */
  readonly gaps: Uint8Array<ArrayBuffer> | undefined;
  /** The column of the rows' times, as given; see `TableReading.time`. */
  readonly times: readonly unknown[] | undefined;
}

/** Whether columns have names, which are then independent of their order; otherwise they have indices. */
export const isNamed = ({ layout }: Pick<TableForm, "layout">): boolean => layout === "records" || layout === "columns";

/** The form with other columns. */
export const withColumns = ({ layout }: TableForm, columns: readonly ColumnName[]): TableForm => ({ layout, columns });

/** A row in its form: a number for a list, otherwise an array or an object. @param values f64[columns] */
export function writeRow({ layout, columns }: TableForm, values: ArrayLike<number>): unknown {
  if (layout === "list") return values[0] as number;
  if (layout === "rows") return Array.from({ length: columns.length }, (_, column) => values[column] as number);
  return Object.fromEntries(columns.map((name, column) => [name, values[column] as number]));
}

/** Rows in their form; of typed arrays a `number[]`. @param values f64[rows][columns] */
export function writeTable(form: TableForm, values: ArrayLike<number>, rows: number): unknown {
  const { layout, columns } = form;
  const width = columns.length;
  const column = (index: number) => Array.from({ length: rows }, (_, row) => values[row * width + index] as number);
  if (layout === "columns") return Object.fromEntries(columns.map((name, index) => [name, column(index)]));
  if (layout === "list") return column(0);
  return Array.from({ length: rows }, (_, row) =>
    writeRow(
      form,
      columns.map((_, index) => values[row * width + index] as number),
    ),
  );
}
