/**
 * Conformal intervals: half widths from the errors of forecasts of held-back windows.
 */

/** The sizes of errors of one series and target by step, ascending. */
export type Sizes = readonly Float64Array[];

/** The rank of the quantile that covers a new error with at least this level, counted from 1; beyond `count` there is none. */
export const rankOf = (count: number, level: number): number => Math.ceil(((count + 1) * level) / 100 - 1e-9);

/**
 * The half width of each step's interval.
 * @param own of the series and target
 * @param others of further series whose errors may be pooled with these
 */
export function halfWidths(own: Sizes, others: readonly Sizes[], level: number): Float64Array {
  let pooled: Float64Array | undefined;
  return Float64Array.from(own, (sizes) => {
    const rank = rankOf(sizes.length, level);
    if (rank <= sizes.length) return sizes[rank - 1] as number;
    // Too few errors of this step: those of all steps tell the shape, its own mean the width.
    pooled ??= poolOf([own, ...others]);
    if (pooled.length === 0) return Number.NaN;
    const relative = pooled[Math.min(rankOf(pooled.length, level), pooled.length) - 1] as number;
    // The level is above those of all errors of this step: no interval may be narrower than one of a lower level.
    return Math.max(relative * meanOf(sizes), sizes.at(-1) as number);
  });
}

/** All errors, each relative to the mean of its step. */
function poolOf(all: readonly Sizes[]): Float64Array {
  const pooled: number[] = [];
  for (const steps of all)
    for (const sizes of steps) {
      const mean = meanOf(sizes);
      for (const size of sizes) pooled.push(mean > 0 ? size / mean : 0);
    }
  return Float64Array.from(pooled).sort();
}

const meanOf = (sizes: Float64Array): number => sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

/**
 * The sizes of the errors of one target by step.
 * @param errors f64[windows][steps][targets], NaN where there is none
 */
export function sizesOf(errors: Float64Array, steps: number, targets: number, target: number): Float64Array[] {
  const windows = errors.length / (steps * targets);
  return Array.from({ length: steps }, (_, step) => {
    const sizes = new Float64Array(windows);
    let count = 0;
    for (let window = 0; window < windows; window++) {
      const error = errors[(window * steps + step) * targets + target] as number;
      if (!Number.isNaN(error)) sizes[count++] = Math.abs(error);
    }
    return sizes.subarray(0, count).sort();
  });
}

/** Half widths beyond the horizon: that of its last step grows as the errors of differences add up. */
export function extended(widths: Float64Array, steps: number, psi: (step: number) => number): Float64Array {
  const horizon = widths.length;
  const all = new Float64Array(steps);
  let [sum, ofHorizon] = [0, 0];
  for (let step = 0; step < Math.max(steps, horizon); step++) {
    sum += psi(step) ** 2;
    if (step === horizon - 1) ofHorizon = sum;
    if (step >= steps) continue;
    all[step] =
      step < horizon ? (widths[step] as number) : (widths[horizon - 1] as number) * Math.sqrt(sum / ofHorizon);
  }
  return all;
}
