/**
 * What a forecaster is asked and answers, typed by its data.
 */
import type { FormWith, IsAny, Like } from "../../data/numeric-forms.js";

/** A forecast with intervals, each in the data's form. */
export interface Interval<Form, Level extends number> {
  /** The forecast; with a logarithm the median. */
  readonly mean: Form;
  /** The lower bounds by level. */
  readonly lower: Readonly<Record<Level, Form>>;
  /** The upper bounds by level. */
  readonly upper: Readonly<Record<Level, Form>>;
}

/** Whether there are several series, and the names that they have. */
export type SeriesKeys =
  | boolean
  | {
      /** The names of the series of a panel that is an object. */
      readonly names: string;
    };

/** A value for each series of a panel, by place or by name, or for a single series. */
export type PerSeries<Said, Many> = [SeriesKeys] extends [Many]
  ? // biome-ignore lint/suspicious/noExplicitAny: of a model that was loaded, no type tells
    any
  : Many extends true
    ? Said[]
    : Many extends { readonly names: infer Name extends string }
      ? { [Series in Name]: Said }
      : Said;

export type FutureOf<Data, Known extends PropertyKey, Many> =
  IsAny<Known> extends true
    ? { readonly future?: unknown }
    : [Known] extends [never]
      ? { readonly future?: undefined }
      : {
          /** The rows of the columns that are known ahead, one for each step; in a panel for each series. */
          readonly future: PerSeries<Like<Data, Known>, Many> | Like<Data, Known>;
        };

export type CallOptions<Data, Known extends PropertyKey, Many> = {
  /** Another series to continue. */
  readonly history?: Like<Data> | undefined;
  /** Paths to draw for the intervals of `loss: "gaussian"`; default 200. */
  readonly samples?: number | undefined;
  /** Makes them reproducible. */
  readonly seed?: number | undefined;
} & FutureOf<Data, Known, Many>;

export type Given<Options> =
  // biome-ignore lint/complexity/noBannedTypes: whether all of them are optional
  {} extends Options ? [options?: Options] : [options: Options];

/** The row of a stream's forecast. */
export type RowOf<Data, Target extends PropertyKey> =
  IsAny<Data> extends true
    ? // biome-ignore lint/suspicious/noExplicitAny: of data of any form
      any
    : FormWith<Data, Target> extends readonly (infer Row)[]
      ? Row
      : { -readonly [Name in Target]: number };

/** How a stream begins. */
export interface ForecastStreamOptions<Data> {
  /** The rows before the first chunk. */
  readonly history?: Like<Data> | undefined;
  /** In a panel without a history: the series whose scale applies. */
  readonly series?: string | number | undefined;
}
