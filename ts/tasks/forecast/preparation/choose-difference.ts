/**
 * `difference: "auto"`: tries each difference on earlier rows of the training part. A forecast that continues the mean of the differences
 * stands for the network, which starts from there; what has the least error at all steps up to the horizon is chosen.
 */

import type { Series } from "../series/series.js";
import { evenlySpaced } from "../series/windows.js";
import { type Difference, differences, rowsLostTo, type Term, termsOf } from "./difference.js";
import { type Levels, levelsOf } from "./prepared-series.js";
import { type Preprocessing, planColumns } from "./preprocessing.js";

/** Forecasts of each series that are compared. */
const origins = 12;

/**
 * Seasonal differences that are correlated this much over a quarter of a season follow a level that moves. First differences follow it, and the
 * network learns the season from enough of them; of passengers of an airline, the errors are a third smaller than of seasonal differences.
 */
const persistent = 0.3;
/** Seasons from which a network learns one. */
const learnableSeasons = 5;

/** Levels are predicted as they are only where differences are worse by a tenth. */
const sureness = 1.1;

/** A series, and how many of its rows are the training part. */
export interface TrainingPart {
  readonly series: Series;
  readonly rows: number;
  /** What errors call it. */
  readonly name: string;
}

/**
 * The difference with the least error. Errors that are equal but for rounding are decided for fewer differences.
 * @param preprocessing with any difference
 */
export function chooseDifference(preprocessing: Preprocessing, parts: readonly TrainingPart[]): Difference {
  const plain = { ...preprocessing, difference: "none" } as const;
  const plan = planColumns(plain);
  const { season } = preprocessing;
  const candidates = differences.filter((name) => season !== undefined || name === "none" || name === "first");
  const errors = new Map(candidates.map((name) => [name, 0]));
  let [persistence, columns, isLearnable] = [0, 0, true];
  for (const { series, rows, name } of parts) {
    const levels = levelsOf(series, plain, plan, name);
    for (let at = 0; at < plan.predicted.length; at++) {
      const column = columnOf(levels, series, plan.predicted, at, rows);
      const all = candidates.map((candidate) =>
        errorOf(column, termsOf(candidate, season), preprocessing.horizon, season),
      );
      if (season !== undefined) {
        persistence += autocorrelation(column, season, Math.max(1, Math.round(season / 4)));
        isLearnable &&= rows >= learnableSeasons * season;
        columns++;
      }
      // Columns and series count alike, whatever their units.
      const largest = Math.max(...all.filter(Number.isFinite), 0);
      for (const [i, candidate] of candidates.entries())
        errors.set(candidate, (errors.get(candidate) as number) + (largest > 0 ? (all[i] as number) / largest : 0));
    }
  }
  let best: Difference = "none";
  for (const [candidate, error] of errors) {
    // A level that moves may look steady by chance, and differences of a steady one cost little.
    const margin = best === "none" ? sureness : 1;
    if (error < margin * (errors.get(best) as number) - 1e-9) best = candidate;
  }
  const isSeasonal = best === "season" || best === "both";
  return isSeasonal && isLearnable && persistence / columns > persistent ? "first" : best;
}

/** The levels of a column, NaN where there is a gap. */
function columnOf(
  { levels }: Levels,
  { gaps, values, rows: all }: Series,
  predicted: readonly number[],
  at: number,
  rows: number,
): Float64Array {
  const columns = values.length / all;
  return Float64Array.from({ length: rows }, (_, row) =>
    gaps?.[row * columns + (predicted[at] as number)] ? Number.NaN : (levels[row * predicted.length + at] as number),
  );
}

/** Mean error of forecasts from several origins; infinite where the column is too short for one. */
function errorOf(column: Float64Array, terms: readonly Term[], horizon: number, season = 1): number {
  const lost = rowsLostTo(terms);
  const steps = Math.min(horizon, Math.max(1, Math.floor(column.length / 4)));
  const first = Math.max(Math.ceil(column.length / 2), season + 2);
  let [sum, count] = [0, 0];
  for (const origin of evenlySpaced(first, column.length - steps, origins)) {
    const path = column.slice(0, origin + steps);
    const mean = meanDifference(column, terms, lost, origin);
    for (let row = lost; row < origin + steps; row++) {
      const predicted = terms.reduce((level, { lag, sign }) => level + sign * (path[row - lag] as number), mean);
      if (row >= origin || Number.isNaN(path[row])) path[row] = predicted;
    }
    for (let row = origin; row < origin + steps; row++) {
      const error = Math.abs((path[row] as number) - (column[row] as number));
      if (Number.isNaN(error)) continue;
      sum += error;
      count++;
    }
  }
  return count > 0 ? sum / count : Number.POSITIVE_INFINITY;
}

/** How seasonal differences are correlated with those `lag` rows before; 0 where they are constant but for rounding. */
function autocorrelation(column: Float64Array, season: number, lag: number): number {
  const differences = Array.from(column.subarray(season), (level, i) => level - (column[i] as number));
  const observed = differences.filter((difference) => !Number.isNaN(difference));
  const mean = observed.reduce((sum, difference) => sum + difference, 0) / observed.length;
  let [squares, products, largest] = [0, 0, 0];
  for (const [i, difference] of differences.entries()) {
    if (Number.isNaN(difference)) continue;
    squares += (difference - mean) ** 2;
    largest = Math.max(largest, Math.abs(column[i + season] as number));
    const earlier = differences[i - lag];
    if (earlier !== undefined && !Number.isNaN(earlier)) products += (difference - mean) * (earlier - mean);
  }
  return squares > (1e-9 * largest) ** 2 * observed.length ? products / squares : 0;
}

function meanDifference(column: Float64Array, terms: readonly Term[], lost: number, origin: number): number {
  let [sum, count] = [0, 0];
  for (let row = lost; row < origin; row++) {
    const difference = terms.reduce(
      (left, { lag, sign }) => left - sign * (column[row - lag] as number),
      column[row] as number,
    );
    if (Number.isNaN(difference)) continue;
    sum += difference;
    count++;
  }
  return count > 0 ? sum / count : 0;
}
