/**
 * What `train` takes and returns for the data of a forecaster. Each type is `never` for the data of another task.
 */
import type { ColumnOf, OnlyNumbers } from "../../data/numeric-forms.js";
import type { ColumnName } from "../../data/table.js";
import type { Forecaster } from "./forecaster.js";
import type { ForecasterOptions } from "./options.js";

/** The series of some data. */
type SeriesOf<Data> = Data extends { readonly series: infer Series }
  ? Series
  : Data extends { readonly panel: readonly (infer Series)[] }
    ? Series
    : Data extends { readonly panel: { readonly [name: string]: infer Series } }
      ? Series
      : never;

export type ForecasterFor<Data, Target extends PropertyKey, Known extends PropertyKey> = Data extends {
  readonly series: infer Series;
}
  ? Forecaster<Series, Target, Known, false>
  : Data extends { readonly panel: readonly (infer Series)[] }
    ? Forecaster<Series, Target, Known, true>
    : Data extends { readonly panel: infer Panel extends { readonly [name: string]: unknown } }
      ? Forecaster<Panel[keyof Panel], Target, Known, { readonly names: keyof Panel & string }>
      : never;

export type ForecasterOptionsFor<Data, Target extends PropertyKey, Known extends PropertyKey> = Data extends
  | { readonly series: unknown }
  | { readonly panel: unknown }
  ? ForecasterOptions<SeriesOf<Data>, ColumnOr<SeriesOf<Data>, Target>, ColumnOr<SeriesOf<Data>, Known>>
  : never;

/** Columns; of series whose columns no type tells, any. */
type ColumnOr<Series, Column extends PropertyKey> = [ColumnOf<Series>] extends [never] ? ColumnName : Column;

/** The keys that the data may have. */
export type ForecastDataKey<Data> = Data extends { readonly series: unknown }
  ? "series"
  : Data extends { readonly panel: unknown }
    ? "panel"
    : never;

/** Makes cells that are not numbers an error where they stand. */
export type NumbersOnly<Data> = Data extends { readonly series: infer Series }
  ? { readonly series: OnlyNumbers<Series> }
  : unknown;
