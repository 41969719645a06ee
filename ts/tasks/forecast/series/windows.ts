/**
 * Where windows lie in series: those of training, and the origins of forecasts.
 */
import type { ColumnPlan, Preprocessing } from "../preparation/preprocessing.js";

/** Training sequences of a series that overlap as much as they can; of more rows they overlap less, and not at all of very many. */
export const manySequences = 400;

/** The first rows of training sequences, and the rows after their ends. */
export interface Windows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * The training sequences in the first `rows` rows of a series, relative to it. The rows that they predict lie among these rows as well; a
 * series shorter than the window has one shorter sequence.
 */
export function trainingWindows(
  { mode, window, horizon }: Preprocessing,
  { firstRow }: ColumnPlan,
  stride: number,
  rows: number,
): Windows {
  const ahead = mode === "direct" ? horizon : 1;
  const [starts, ends]: [number[], number[]] = [[], []];
  const longest = Math.min(window, rows - ahead - firstRow);
  if (longest < 1) return { starts, ends };
  for (let start = firstRow; start + longest + ahead <= rows; start += stride) {
    starts.push(start);
    ends.push(start + longest);
  }
  return { starts, ends };
}

/** Whole numbers from `first` to `last`, at most `count` of them, evenly spaced. */
export function evenlySpaced(first: number, last: number, count: number): number[] {
  const all = last - first + 1;
  if (all <= count) return Array.from({ length: Math.max(0, all) }, (_, i) => first + i);
  return Array.from({ length: count }, (_, i) => first + Math.round((i * (all - 1)) / Math.max(1, count - 1)));
}
