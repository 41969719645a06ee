/**
 * `difference: "auto"`: tries each difference on earlier rows of the training part. A forecast that continues the mean of the differences
 * stands for the network, which starts from there; what has the least error at all steps up to the horizon is chosen.
 */

import { evenlySpaced } from "../series/windows.js";
import { autocorrelationOf, differencesOf } from "./autocorrelation.js";
import { type Difference, differences, rowsLostTo, type Term, termsOf } from "./difference.js";
import type { Preprocessing } from "./preprocessing.js";
import { type TrainingPart, trainingColumns } from "./training-columns.js";

/** Forecasts of each series that are compared. */
const origins = 12;

/**
 * Seasonal differences that are correlated this much over a quarter of a season follow a level that moves. First differences follow it, and the
 * network learns the season from enough of them; of passengers of an airline, the errors are a third smaller than of seasonal differences.
 */
const persistent = 0.3;
/** Seasons from which a network learns one. */
const learnableSeasons = 5;

/** Differences whose error is this share of the levels' deviation have found the season, however its size moves. */
const small = 0.08;

/** Levels are predicted as they are only where differences are worse by a tenth. */
const sureness = 1.1;
/**
 * And only where they return to their mean, which a short random walk seems to do by chance: its n · (1 − ρ) is above this in one of twenty
 * cases (Dickey and Fuller). Of very few rows, half their number is enough.
 */
const returning = 14;

/**
 * The difference with the least error. Errors that are equal but for rounding are decided for fewer differences.
 * @param preprocessing with any difference
 */
export function chooseDifference(preprocessing: Preprocessing, parts: readonly TrainingPart[]): Difference {
  const { season, horizon, known } = preprocessing;
  const candidates = differences.filter((name) => season !== undefined || name === "none" || name === "first");
  const errors = new Map(candidates.map((name) => [name, 0]));
  const signs: Signs[] = [];
  for (const { levels } of trainingColumns(preprocessing, parts)) {
    const all = candidates.map((candidate) => errorOf(levels, termsOf(candidate, season), horizon, season));
    signs.push(signsOf(levels, season, Math.min(...all)));
    // Columns and series count alike, whatever their units.
    const largest = Math.max(...all.filter(Number.isFinite), 0);
    for (const [i, candidate] of candidates.entries())
      errors.set(candidate, (errors.get(candidate) as number) + (largest > 0 ? (all[i] as number) / largest : 0));
  }
  let best: Difference = "none";
  if (!signs.every(({ returns }) => returns)) errors.set(best, Number.POSITIVE_INFINITY);
  for (const [candidate, error] of errors) {
    // A level that moves may look steady by chance, and differences of a steady one cost little.
    const margin = best === "none" ? sureness : 1;
    if (error < margin * (errors.get(best) as number) - 1e-9) best = candidate;
  }
  if (best !== "season" && best !== "both") return best;
  const persistence = signs.reduce((sum, sign) => sum + sign.persistence, 0) / signs.length;
  const leavesSeason = signs.every(({ isLearnable }) => isLearnable) && signs.some(({ isSmall }) => !isSmall);
  // Known columns are not differenced: in differences of a season, their effect a season before would have to be remembered.
  return leavesSeason && (persistence > persistent || known.length > 0) ? "first" : best;
}

/** What a column tells beside its errors. */
interface Signs {
  /** Whether its levels return to their mean. */
  readonly returns: boolean;
  /** Whether the best difference leaves hardly any error. */
  readonly isSmall: boolean;
  /** Whether there are enough seasons to learn one. */
  readonly isLearnable: boolean;
  /** How seasonal differences are correlated over a quarter of a season; 0 where they are constant but for rounding. */
  readonly persistence: number;
}

function signsOf(column: Float64Array, season: number | undefined, error: number): Signs {
  const rows = column.length;
  let largest = 0;
  for (const level of column) if (Math.abs(level) > largest) largest = Math.abs(level);
  const rounding = 1e-9 * largest;
  const { at, deviation } = autocorrelationOf(column, rounding);
  return {
    returns: rows * (1 - at(1)) > Math.min(returning, rows / 2),
    isSmall: error < small * deviation,
    isLearnable: season !== undefined && rows >= learnableSeasons * season,
    persistence:
      season === undefined
        ? 0
        : autocorrelationOf(differencesOf(column, season), rounding).at(Math.max(1, Math.round(season / 4))),
  };
}

/** Mean error of forecasts from several origins; infinite where the column is too short for one. */
function errorOf(column: Float64Array, terms: readonly Term[], horizon: number, season = 1): number {
  const lost = rowsLostTo(terms);
  const steps = Math.min(horizon, Math.max(1, Math.floor(column.length / 4)));
  const first = Math.max(Math.ceil(column.length / 2), season + 2);
  const meanBefore = meansOf(column, terms);
  let [sum, count] = [0, 0];
  for (const origin of evenlySpaced(first, column.length - steps, origins)) {
    const mean = meanBefore(origin);
    const before = lastWhole(column, origin, lost);
    const path = column.slice(before, origin + steps);
    for (let at = lost; at < path.length; at++)
      if (at >= origin - before || Number.isNaN(path[at])) {
        let level = mean;
        for (const { lag, sign } of terms) level += sign * (path[at - lag] as number);
        path[at] = level;
      }
    for (let row = origin; row < origin + steps; row++) {
      const error = Math.abs((path[row - before] as number) - (column[row] as number));
      if (Number.isNaN(error)) continue;
      sum += error;
      count++;
    }
  }
  return count > 0 ? sum / count : Number.POSITIVE_INFINITY;
}

/** The first of the last `count` rows before an origin that have no gap among them: what is filled after them needs no earlier one. */
function lastWhole(column: Float64Array, origin: number, count: number): number {
  let [row, whole] = [origin, 0];
  while (row > 0 && whole < count) whole = Number.isNaN(column[--row]) ? 0 : whole + 1;
  return row;
}

/** The mean of the differences before an origin; they are asked for in ascending order. */
function meansOf(column: Float64Array, terms: readonly Term[]): (origin: number) => number {
  let [row, sum, count] = [rowsLostTo(terms), 0, 0];
  return (origin) => {
    for (; row < origin; row++) {
      let difference = column[row] as number;
      for (const { lag, sign } of terms) difference -= sign * (column[row - lag] as number);
      if (Number.isNaN(difference)) continue;
      sum += difference;
      count++;
    }
    return count > 0 ? sum / count : 0;
  };
}
