/**
 * Between the columns of a file and the form of a forecaster's data.
 */
import type { Forecaster } from "../../index.js";
import type { SeriesTable, WantedColumns } from "./series-file.js";

/** A forecast in the form of its data. */
export type Rows = readonly unknown[] | Readonly<Record<string, readonly number[]>>;

const isNamed = ({ config }: Forecaster): boolean => typeof config.columns[0] === "string";

/** What a model reads of a file. Columns without names are all but the dates, in the file's order. */
export function wantedBy(model: Forecaster, names: readonly PropertyKey[] = model.config.columns): WantedColumns {
  const { time } = model.config;
  if (!isNamed(model)) return {};
  if (time === undefined) return { columns: names as string[], time: null };
  const [first] = [model.times(1)].flat() as unknown[];
  return { columns: names as string[], time: String(time), hasTextTimes: typeof first === "string" };
}

/** The columns of a file as data of the model, or of a model to be trained. */
export function columnsFor({ columns, time }: SeriesTable, model?: Forecaster): object {
  if (model && !isNamed(model)) {
    const all = [...columns.values()];
    const [first] = all;
    if (model.config.columns.length === 1 && all.length === 1 && first) return first;
    return Array.from(first ?? [], (_, row) => all.map((column) => column[row] as number));
  }
  return { ...(time && { [time.name]: time.cells }), ...Object.fromEntries(columns) };
}

/** The columns of a forecast, by name or number. */
export function forecastColumns({ config }: Forecaster, rows: Rows): Map<string, readonly number[]> {
  const { targets } = config;
  const column = (name: PropertyKey, place: number): readonly number[] => {
    if (!Array.isArray(rows)) return (rows as Readonly<Record<PropertyKey, readonly number[]>>)[name] as number[];
    return rows.map((row) => {
      if (typeof row === "number") return row;
      return (Array.isArray(row) ? row[place] : (row as Record<PropertyKey, number>)[name]) as number;
    });
  };
  return new Map(targets.map((name, place) => [String(name), column(name, place)]));
}
