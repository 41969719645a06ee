/**
 * What the view Forecast learns: a series, of which the end is hidden, and a network that continues it.
 */
import type { ModelSettings } from "../protocol.js";
import { SettingError } from "../reason.js";
import { type Series, type SourceName, seriesOf, sourceNames, usualWaves, type WaveShape } from "./series.js";

export interface Settings extends ModelSettings, WaveShape {
  readonly [name: string]: string | number | boolean;
  readonly source: SourceName;
  /** Rows at the end that training does not see. */
  readonly hidden: number;
  /** Rows of a training sequence. */
  readonly window: number;
  /** What the network reads and predicts: values, or differences from the row before or from a season before. */
  readonly difference: "none" | "first" | "season";
}

const common = {
  ...usualWaves,
  seed: 0,
  cell: "lstm",
  nonlinearity: "tanh",
  hiddenSize: 32,
  lr: 0.01,
  window: 36,
} as const;

export const suggestions: Readonly<Record<SourceName, Settings>> = {
  airline: { ...common, source: "airline", hidden: 24, difference: "first" },
  waves: { ...common, source: "waves", hidden: 50, difference: "none" },
  seattle: { ...common, source: "seattle", hidden: 52, window: 60, difference: "season" },
  // These fit into the shortest series.
  own: { ...common, source: "own", hidden: 8, window: 12, difference: "first" },
};

export const suggestedFor = (given: Readonly<Record<string, unknown>>): Settings =>
  suggestions[sourceNames.find((name) => name === given["source"]) ?? "airline"];

export interface Prepared {
  readonly series: Series;
  /** The rows that training sees. */
  readonly seen: readonly number[];
  /** Rows ahead by which the validation judges. */
  readonly horizon: number;
  /** The last of the seen rows: they correct no weights, but choose the best ones and tell when to stop. */
  readonly validationRows: number;
  /** The hidden rows by a rule: the same as a season ago, or as the last value where there is no season. */
  readonly rule: { readonly name: string; readonly values: readonly number[]; readonly error: number };
}

/** @throws Error with a message for the user */
export function prepare(settings: Settings, ownText: string | undefined): Prepared {
  const series = seriesOf(settings, ownText);
  const { values } = series;
  if (settings.hidden > values.length / 2)
    throw new SettingError(
      "hidden",
      `Hide at most half of the ${values.length} values: ${Math.floor(values.length / 2)}`,
    );
  const seen = values.slice(0, values.length - settings.hidden);
  if (settings.window > seen.length / 2)
    throw new SettingError(
      "window",
      `The window must fit twice into the ${seen.length} visible values: at most ${Math.floor(seen.length / 2)}`,
    );
  const horizon = Math.max(1, Math.min(settings.hidden, 12, Math.floor(seen.length / 10)));
  const validationRows = Math.max(Math.round(seen.length * 0.1), 2 * horizon);
  return { series, seen, horizon, validationRows, rule: ruleOf(series, seen) };
}

function ruleOf({ values, season = 1, row }: Series, seen: readonly number[]): Prepared["rule"] {
  const truth = values.slice(seen.length);
  const predicted = truth.map((_, i) => seen[seen.length - season + (i % season)] as number);
  const name = season === 1 ? "same as the last value" : `same as ${season} ${row}s before`;
  return { name, values: predicted, error: meanError(predicted, truth) };
}

/** The mean absolute error. */
export const meanError = (values: readonly number[], truth: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + Math.abs(value - (truth[i] as number)), 0) / Math.max(1, truth.length);

/** Nothing to ask: the forecast is the answer. */
export interface Query {
  readonly [name: string]: string | number | boolean;
}

export interface ForecastSeen {
  /** The number of visible rows of the series that was forecast. */
  readonly cut: number;
  /** The forecast of the hidden rows. */
  readonly mean: readonly number[];
  /** The 80 % interval, where updates have ended and errors have been measured. */
  readonly band: { readonly lower: readonly number[]; readonly upper: readonly number[] } | undefined;
  /** The mean absolute error on the hidden rows. */
  readonly error: number;
  /** The index in the series of the first row that {@link Analysis.inside} reads. */
  readonly insideFrom: number;
}
