/**
 * Finds out whether a series repeats, by its autocorrelation. Two repetitions are enough, because a series that is drawn by hand has few and
 * little noise. The command line's search (ts/cli/ui/likely-season.ts) is for measured series: it wants three, and finds less by chance.
 */
import { correlationOf, meanOf } from "../correlation.js";

export interface Period {
  /** After how many rows the series repeats. */
  readonly rows: number;
  /** Of the series with itself, so many rows later. */
  readonly correlation: number;
}

/** The least correlation that is clear, and how many standard errors of chance it exceeds. */
const [clear, errors] = [0.6, 3];

/** By how much a peak stands out of the correlations of shorter distances. */
const rise = 0.3;

/** By how much a later peak must be higher than an earlier one: what repeats after 12 rows does so after 24. */
const better = 0.1;

/** @returns undefined where no period is clear, or is not seen twice */
export function periodOf(values: readonly number[]): Period | undefined {
  const flat = withoutTrend(values);
  const count = flat.length;
  const after = (lag: number) => correlationOf(flat.slice(lag), flat.slice(0, count - lag));
  let best: Period | undefined;
  let lowest = 1;
  let [before, now] = [1, after(1)];
  for (let rows = 2; rows <= count / 2; rows++) {
    [before, now] = [now, after(rows)];
    lowest = Math.min(lowest, now);
    const isPeak = now >= before && now >= after(rows + 1) && now - lowest > rise;
    const isClear = now >= Math.max(clear, errors / Math.sqrt(count - rows));
    if (isPeak && isClear && now > (best?.correlation ?? 0) + (best ? better : 0)) best = { rows, correlation: now };
  }
  return best;
}

/** The distances from the straight line that fits best: a trend correlates with itself at any distance. */
function withoutTrend(values: readonly number[]): number[] {
  const middle = (values.length - 1) / 2;
  const mean = meanOf(values);
  let [product, square] = [0, 0];
  for (const [t, value] of values.entries()) {
    product += (t - middle) * (value - mean);
    square += (t - middle) ** 2;
  }
  return values.map((value, t) => value - (product / square) * (t - middle));
}
