/**
 * What `train` takes and returns for the data of a forecaster. Each type is `never` for the data of another task.
 */
import type { ColumnOf, OnlyNumbers } from "../../data/numeric-forms.js";
import type { Forecaster } from "./forecaster.js";
import type { ForecasterOptions } from "./options.js";
import type { ForecastProgress, ForecastScores } from "./progress.js";
import type { ForecastData } from "./training-data.js";

/** A series as a table: iterables are read row by row. */
type TableOf<Series> =
  Series extends ArrayLike<unknown>
    ? Series
    : Series extends Iterable<infer Row> | AsyncIterable<infer Row>
      ? Row[]
      : Series;

/** The series of some data. */
type SeriesOf<Data> = Data extends { readonly series: infer Series }
  ? TableOf<Series>
  : Data extends { readonly panel: readonly (infer Series)[] }
    ? TableOf<Series>
    : Data extends { readonly panel: { readonly [name: string]: infer Series } }
      ? TableOf<Series>
      : never;

export type ForecasterFor<Data, Target extends PropertyKey, Known extends PropertyKey> = Data extends {
  readonly series: infer Series;
}
  ? Forecaster<TableOf<Series>, Target, Known, false>
  : Data extends { readonly panel: readonly (infer Series)[] }
    ? Forecaster<TableOf<Series>, Target, Known, true>
    : Data extends { readonly panel: infer Panel extends { readonly [name: string]: unknown } }
      ? Forecaster<TableOf<Panel[keyof Panel]>, Target, Known, { readonly names: keyof Panel & string }>
      : never;

export type ForecasterOptionsFor<Data, Target extends PropertyKey, Known extends PropertyKey> = Data extends
  | { readonly series: unknown }
  | { readonly panel: unknown }
  ? [SeriesOf<Data>] extends [never]
    ? ForecasterOptions
    : ForecasterOptions<SeriesOf<Data>, Target, Known>
  : never;

/** The columns of the series in some data; `never` for data without series. */
export type ColumnsIn<Data> = [SeriesOf<Data>] extends [never] ? never : ColumnOf<SeriesOf<Data>>;

/** Makes cells that are not numbers an error where they stand; named columns may be dates. */
export type NumbersOnly<Data> = Data extends { readonly series: infer Series }
  ? { readonly series: OnlyNumbers<WithoutDates<TableOf<Series>>> }
  : unknown;

type WithoutDates<Series> = Series extends readonly (infer Row)[]
  ? Row extends readonly unknown[]
    ? Series
    : Row extends object
      ? { [Name in keyof Row]: Row[Name] extends string | Date ? 0 : Row[Name] }[]
      : Series
  : Series extends Float32Array | Float64Array
    ? Series
    : { [Name in keyof Series]: Series[Name] extends readonly (string | Date)[] ? number[] : Series[Name] };

/** The types of this task, of which the last three depend on the data. */
export interface ForecastTypes<Data, Target extends PropertyKey, Known extends PropertyKey> {
  model: Forecaster;
  data: ForecastData;
  options: ForecasterOptions;
  progress: ForecastProgress;
  scores: ForecastScores;
  modelFor: ForecasterFor<Data, Target, Known>;
  optionsFor: ForecasterOptionsFor<Data, Target, Known>;
  /** The keys that the data may have. */
  dataKey: Data extends { readonly series: unknown }
    ? "series"
    : Data extends { readonly panel: unknown }
      ? "panel"
      : never;
}
