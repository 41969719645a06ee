/**
 * Lags by default: a season that is longer than a training sequence, such as the year of daily rows. The network's state does not reach so far
 * back, so the values of that season become inputs.
 */
import { autocorrelationOf, differencesOf } from "./autocorrelation.js";
import type { Preprocessing } from "./preprocessing.js";
import { type TrainingPart, trainingColumns } from "./training-columns.js";

/** A long season repeats at least this often in the training part. */
const repeats = 3;
/** The least autocorrelation, how far it stands out of chance, and out of that of shorter lags. */
const [least, deviations, margin] = [0.3, 6, 0.1];
/** Of several multiples, the first whose autocorrelation is this share of the largest. */
const nearly = 0.9;
/** What is searched at most. */
const [maxLag, maxRows, maxColumns] = [2000, 20_000, 16];

/**
 * The lags of the long season, and those a season before and after it: they tell a day of the year from a day of the week. None if there is no
 * such season.
 * @param preprocessing with the window, and any lags
 */
export function chooseLags(preprocessing: Preprocessing, parts: readonly TrainingPart[]): readonly number[] {
  const { window } = preprocessing;
  const columns: Float64Array[] = [];
  for (const { levels, isTarget } of trainingColumns(preprocessing, parts, maxRows)) {
    if (!isTarget) continue;
    columns.push(differencesOf(levels, 1));
    if (columns.length === maxColumns) break;
  }
  // Without the short season, of which every multiple is a season too. Whether the rows have a window of this length is checked later.
  const longest = Math.min(Math.floor(window / 2), maxLag, rowsOf(columns) - 1);
  const season = preprocessing.season ?? peakOf(columns, 2, longest)?.lag;
  const step = season ?? 1;
  const seasonal = season === undefined ? columns : columns.map((column) => differencesOf(column, season));
  const long = peakOf(seasonal, window + 1, Math.min(maxLag, Math.floor(rowsOf(seasonal) / repeats) - step));
  return long ? [long.lag - step, long.lag, long.lag + step] : [];
}

const rowsOf = (columns: readonly Float64Array[]): number => Math.min(...columns.map(({ length }) => length));

/** The lag within some bounds that stands out of chance, and out of shorter lags. */
function peakOf(columns: readonly Float64Array[], first: number, last: number): { readonly lag: number } | undefined {
  if (last < first) return undefined;
  const rows = rowsOf(columns);
  const all = columns.map((column) => autocorrelationOf(column));
  const at = Float64Array.from({ length: last + 1 }, (_, lag) =>
    lag === 0 ? 0 : all.reduce((sum, column) => sum + column.at(lag), 0) / columns.length,
  );
  const shorter = Math.max(0, ...at.subarray(1, first));
  const largest = Math.max(...at.subarray(first));
  const lag = at.findIndex((found, lag) => lag >= first && found >= nearly * largest);
  const found = at[lag] as number;
  const standsOut = found > shorter + margin && found * Math.sqrt(rows - lag) > deviations;
  return found > least && standsOut ? { lag } : undefined;
}
