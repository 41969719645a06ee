/**
 * The options of a forecaster's runs, those of all tasks included, grouped as in help texts.
 */
import type { GapOption } from "../../data/numeric-forms.js";
import { scaleMethods } from "../../data/scaling.js";
import type { ColumnName } from "../../data/table.js";
import { invalidOption } from "../../errors/validate.js";
import { maxSize, type TaskDefaults } from "../../options/common.js";
import { type AllOf, allOf, optionGroups } from "../../options/groups.js";
import { list } from "../../options/list.js";
import {
  boolean,
  integer,
  number,
  type OptionsOf,
  object,
  option,
  type ValueKind,
  word,
} from "../../options/schema.js";
import { differences } from "./preparation/difference.js";
import { maxForecast } from "./preparation/preprocessing.js";
import { transforms } from "./preparation/transform.js";
import type { ForecastProgress } from "./progress.js";
import { calendarParts, checkTimeZone } from "./series/calendar-parts.js";

const column: ValueKind<ColumnName> = {
  type: "text",
  check(name, value) {
    if (typeof value !== "string" && !Number.isSafeInteger(value)) throw invalidOption(name, "a column", value);
    return value as ColumnName;
  },
};

const timeZone: ValueKind<string> = {
  type: "text",
  check(name, value) {
    if (typeof value !== "string") throw invalidOption(name, 'a time zone such as "Europe/Berlin"', value);
    return checkTimeZone(value);
  },
};

const size = integer(1, maxSize);

/** Other data cannot be held back: a forecast continues what it is measured by. */
const validationRows: ValueKind<number> = { ...number({ min: 0 }), type: "numberOrFile" };

const columnOptions = {
  /** Columns that forecasts return and scores are of; default all but the known ones. */
  // On the command line it is --target, beside the file.
  targets: option({ ...list(column), type: "none" }, "columns to forecast (all that are not known)"),
  /** Columns that are known ahead: the step at row t reads their row t + 1. Default none. */
  known: option(list(column), "columns that are known ahead"),
  /** The column of the rows' times: dates or numbers, in equal steps or calendar months. By default rows have no times. */
  time: option(column, "column of dates or times"),
  /** Inputs made of the times as sine and cosine, which are known ahead; requires `time`. Default none. */
  calendar: option(list(word(...calendarParts)), "hour, weekday, month, yearday as inputs"),
  /** The time zone of the calendar; default `"UTC"`. Times written without a zone are taken as they are. */
  timeZone: option(timeZone, "time zone of the calendar (UTC)"),
};

const seriesOptions = {
  /** Rows to forecast; default a season, or 12 rows without one, and at most a tenth of the series. */
  horizon: option(integer(1, maxForecast), "rows to forecast (a season, or 12)"),
  /** Rows of a season, such as 12 for months. By default there is no season. */
  season: option(integer(2, maxSize), "rows of a season, such as 12"),
  /** Predict row by row from earlier predictions (`"recursive"`, default), or all rows of the horizon at once (`"direct"`). */
  mode: option(word("recursive", "direct"), "predict row by row, or all rows at once (recursive)"),
  /** Predict differences: from the row before, from a season before, or both. `"auto"` (default) tries each on earlier rows. */
  difference: option(word(...differences, "auto"), "differences to predict (auto)"),
  /** Take logarithms first: `"log"` of positive values, `"log1p"` of values from 0 on; default `"none"`. */
  transform: option(word(...transforms), "logarithms (none)"),
  /**
   * Earlier values as further inputs: lag l is the value l rows before the row that is predicted. Default those of a season that is longer than
   * the window, if there is one.
   */
  lags: option(list(size), "earlier values as inputs (those of a season longer than the window)"),
  /** Rows of a training sequence; default twice the longest of season, lags and horizon, at least 32. */
  window: option(size, "rows of a training sequence"),
  /** Rows from one training sequence to the next; by default at most a window, for about 400 sequences. */
  stride: option(size, "rows between two training sequences"),
};

const inputOptions = {
  /** How each column is scaled, fitted on the training part; default `"standard"`: mean 0, deviation 1. */
  scale: option(word(...scaleMethods), "scaling of the columns (standard)"),
  /** A missing number is an error (default), or repeats the last one and adds a column that marks it. */
  missing: option(word("error", "carry"), "missing numbers: an error, or the last value (error)"),
};

const trainingOptions = {
  /**
   * Mean squared (`"mse"`, default), mean absolute or Huber loss, or the negative log-likelihood of a normal distribution (`"gaussian"`), from
   * which forecasts can be drawn.
   */
  loss: option(word("mse", "mae", "huber", "gaussian"), "loss of the training (mse)"),
  /** Whether to shuffle the training sequences in each epoch; default true. */
  shuffle: option(boolean, "shuffle in each epoch (true; --no-shuffle)", true),
  /**
   * The end of the series to hold back: a share below 1, or a number of rows; default the larger of a tenth and two horizons. `0`: none, and
   * then there are no intervals.
   */
  validation: option(validationRows, "held-back share or count (0.1); 0: none"),
};

const untilOptions = {
  /** Ends when a validation reaches all given thresholds. */
  until: option(
    object({
      /** Maximum loss of the validation: the mean error at all steps up to the horizon, in units of the scale. */
      loss: option(number({ min: 0 }), "stop at this validation loss"),
      /** Maximum mean absolute error of the validation, in the data's units. */
      mae: option(number({ min: 0 }), "stop at this validation error"),
    }),
    "all of what is given",
  ),
};

/** Chosen on real and made series; docs/forecast.md has what they give. */
export const forecastDefaults: TaskDefaults = {
  cell: "lstm",
  hiddenSize: 32,
  numLayers: 1,
  bidirectional: false,
  dropout: 0,
  batchSize: 24,
  optimizer: "adam",
  lr: 0.01,
  clipGradNorm: 1,
};

/** What ends a run whose options name no end. */
export const forecastStop = { patience: 40, epochs: 500 } as const;

/** Grouped as in help texts. */
export const forecastOptionGroups = optionGroups(forecastDefaults, {
  Model: inputOptions,
  Data: trainingOptions,
  Series: { ...columnOptions, ...seriesOptions },
  Stopping: untilOptions,
});

export const forecastOptions: AllOf<typeof forecastOptionGroups> = allOf(forecastOptionGroups);

type Schema = typeof forecastOptions;

/** The options of a forecaster's series, as checked. */
export type ForecastSettings = OptionsOf<
  typeof columnOptions & typeof seriesOptions & typeof inputOptions & typeof trainingOptions
>;

/**
 * Options of `train` and `startTraining` for a series or a panel.
 * @interface
 */
export type ForecasterOptions<
  Data = readonly number[],
  Target extends PropertyKey = ColumnName,
  Known extends PropertyKey = ColumnName,
> = Omit<OptionsOf<Schema>, "targets" | "known" | "missing" | "onProgress"> &
  GapOption<Data> & {
    /** Columns that forecasts return and scores are of; default all but the known ones. */
    readonly targets?: readonly Target[] | undefined;
    /** Columns that are known ahead: the step at row t reads their row t + 1. Default none. */
    readonly known?: readonly Known[] | undefined;
    /** Called with each progress and not awaited. An error or rejection ends the run. */
    readonly onProgress?: ((progress: ForecastProgress) => unknown) | undefined;
  };
