/**
 * What lies between the data and the network: which columns there are, and what is done with their values. Plain values, which files and
 * workers keep.
 */
import type { MissingPolicy } from "../../../data/read-table.js";
import type { Scale, ScaleMethod } from "../../../data/scaling.js";
import type { ColumnName, TableForm } from "../../../data/table.js";
import type { ForecastLoss, ForecastShape } from "../network.js";
import { type CalendarPart, columnsPerPart } from "../series/calendar-parts.js";
import { type Difference, rowsLostTo, type Term, termsOf } from "./difference.js";
import type { Transform } from "./transform.js";

/** The most rows that are forecast at once. */
export const maxForecast = 1_000_000;

/**
 * `recursive`: the network predicts the next row, again and again. `direct`: it predicts all rows of the horizon at once.
 * @inline
 */
export type ForecastMode = "recursive" | "direct";

export interface Preprocessing {
  /** All columns of the data but the times. */
  readonly form: TableForm;
  /** Columns that forecasts return. */
  readonly targets: readonly ColumnName[];
  /** Columns that are known ahead. */
  readonly known: readonly ColumnName[];
  /** Whether the network predicts row by row, or all rows of the horizon at once. */
  readonly mode: ForecastMode;
  /** Rows of a forecast by default. */
  readonly horizon: number;
  /** Rows of a season; undefined without one. */
  readonly season: number | undefined;
  /** The differences that the network predicts: those that `"auto"` selected, or the given ones. */
  readonly difference: Difference;
  /** The logarithm that is taken first. */
  readonly transform: Transform;
  /** Earlier values that are inputs, as rows before the predicted row, given or found; empty without any. */
  readonly lags: readonly number[];
  /** The column of the rows' times; undefined without one. */
  readonly time: ColumnName | undefined;
  /** Inputs made of the times; empty without any. */
  readonly calendar: readonly CalendarPart[];
  /** The IANA time zone of the calendar. */
  readonly timeZone: string;
  /** How columns are scaled. */
  readonly scale: ScaleMethod;
  /** The loss of the training. */
  readonly loss: ForecastLoss;
  /** Rows of a training sequence. */
  readonly window: number;
  /** How a missing number is read. */
  readonly missing: MissingPolicy;
  /** Columns with gaps in the training part, each of which has a further input that marks them. */
  readonly gapColumns: readonly ColumnName[];
  /** Scales of the known columns, for all series. */
  readonly knownScales: readonly Scale[];
}

/** The columns of inputs and outputs. Columns are indices into the form's. */
export interface ColumnPlan {
  /** All columns that are not known ahead, in the data's order; they are transformed, differenced and scaled. */
  readonly predicted: readonly number[];
  readonly known: readonly number[];
  /** Places of the targets among the predicted columns. */
  readonly targets: readonly number[];
  readonly gaps: readonly number[];
  /** The columns of the inputs: those of the data, lags, calendar, gaps. */
  readonly inputs: readonly InputColumn[];
  /** The outputs for one step: all predicted columns, or in direct mode the targets, as places among the predicted columns. */
  readonly outputs: readonly number[];
  readonly terms: readonly Term[];
  /** The first row with all differences and lags. */
  readonly firstRow: number;
}

/**
 * A column of the inputs. `index` is a place among the predicted, known, gap or calendar columns; `lag` counts rows before the predicted row, and
 * is 1 for the values of the row itself.
 */
export type InputColumn =
  | { readonly kind: "known" | "gap" | "calendar"; readonly index: number }
  | { readonly kind: "value" | "lag"; readonly index: number; readonly lag: number };

export function planColumns(preprocessing: Omit<Preprocessing, "knownScales">): ColumnPlan {
  const { form, known, targets, lags, calendar, gapColumns, difference, season, mode } = preprocessing;
  const isKnown = form.columns.map((column) => known.includes(column));
  const indices = form.columns.map((_, index) => index);
  const predicted = indices.filter((index) => !isKnown[index]);
  const knownOnes = indices.filter((index) => isKnown[index]);
  const gaps = indices.filter((index) => gapColumns.includes(form.columns[index] as ColumnName));
  const inputs: InputColumn[] = [
    ...indices.map((index) =>
      isKnown[index]
        ? ({ kind: "known", index: knownOnes.indexOf(index) } as const)
        : ({ kind: "value", index: predicted.indexOf(index), lag: 1 } as const),
    ),
    ...lags.flatMap((lag) => predicted.map((_, index) => ({ kind: "lag", index, lag }) as const)),
    ...Array.from({ length: calendar.length * columnsPerPart }, (_, index) => ({ kind: "calendar", index }) as const),
    ...gaps.map((_, index) => ({ kind: "gap", index }) as const),
  ];
  const targetPlaces = targets.map((target) => predicted.indexOf(form.columns.indexOf(target)));
  const terms = termsOf(difference, season);
  const longestLag = lags.reduce((most, lag) => Math.max(most, lag - 1), 0);
  return {
    predicted,
    known: knownOnes,
    targets: targetPlaces,
    gaps,
    inputs,
    outputs: mode === "direct" ? targetPlaces : predicted.map((_, index) => index),
    terms,
    firstRow: rowsLostTo(terms) + longestLag,
  };
}

/** What the columns ask of a network. */
export const shapeOf = ({ mode, loss, horizon }: Preprocessing, { inputs, outputs }: ColumnPlan): ForecastShape => ({
  mode,
  loss,
  features: inputs.length,
  outputs: mode === "direct" ? horizon * outputs.length : outputs.length,
});

/** The rows that the first forecast needs before it. */
export const leastHistory = ({ mode, window }: Preprocessing, { firstRow }: ColumnPlan): number =>
  firstRow + (mode === "direct" ? window : 1);
