/**
 * What the view Forecast learns: a series, of which the end is hidden, and a network that continues it.
 */

import { meanOf } from "../correlation.js";
import type { ModelSettings } from "../protocol.js";
import { SettingError } from "../reason.js";
import { type Period, periodOf } from "./period.js";
import {
  parseSeries,
  type Series,
  type SourceName,
  seriesOf,
  sourceNames,
  usualWaves,
  type WaveShape,
} from "./series.js";

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

/** The most rows that are hidden of the user's own series, and the fewest that a training sequence has if the series allows it. */
const [mostHidden, fewestAtATime] = [52, 30];

/** What suits the user's own series: the last quarter is hidden, and a training sequence has a period, if there is one. */
export function suggestedForOwn(ownText: string): Settings {
  const { values } = parseSeries(ownText);
  const hidden = Math.min(mostHidden, Math.floor(values.length / 4));
  const seen = values.slice(0, -hidden);
  const period = periodOf(seen);
  const window = Math.min(120, Math.floor(seen.length / 2), Math.max(fewestAtATime, period?.rows ?? 0));
  const difference = period && isLevel(seen, period) ? "none" : "first";
  return { ...suggestions.own, hidden, window, difference };
}

/** Whether the last period is about as high as the first one. */
function isLevel(values: readonly number[], { rows }: Period): boolean {
  const mean = meanOf(values);
  const spread = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
  return Math.abs(meanOf(values.slice(-rows)) - meanOf(values.slice(0, rows))) < spread / 2;
}

export interface Prepared {
  /** With the season of the page's series, or the period that was found in the user's own. */
  readonly series: Series;
  /** What was found in the visible rows of the user's own series. */
  readonly period: Period | undefined;
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
  const given = seriesOf(settings, ownText);
  const { values } = given;
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
  const period = settings.source === "own" ? periodOf(seen) : undefined;
  const series = period ? { ...given, season: period.rows } : given;
  const horizon = Math.max(1, Math.min(settings.hidden, 12, Math.floor(seen.length / 10)));
  const validationRows = Math.max(Math.round(seen.length * 0.1), 2 * horizon);
  return { series, period, seen, horizon, validationRows, rule: ruleOf(series, seen) };
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
  /** The rule that has replaced the network, where the validation showed nothing better. */
  readonly rule: string | undefined;
  /** The index in the series of the first row that {@link Analysis.inside} reads. */
  readonly insideFrom: number;
}
