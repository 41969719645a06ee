// Statistics of measured times: median, spread, and whether they have stopped falling.

/** @typedef {{ median: number, low: number, high: number, count: number }} Summary */

/**
 * A quantile, interpolated linearly.
 * @param {readonly number[]} values at least one
 * @param {number} share 0 to 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** @param {readonly number[]} values at least one */
export const median = (values) => quantile(values, 0.5);

/** With fewer numbers, quartiles say little, so the minimum and maximum are reported instead. */
const enoughForQuartiles = 5;

/**
 * The median, with the quartiles as the spread, or minimum and maximum if there are few numbers.
 * @param {readonly number[]} values at least one
 * @returns {Summary}
 */
export function summarize(values) {
  const edge = values.length < enoughForQuartiles ? 0 : 0.25;
  return {
    median: median(values),
    low: quantile(values, edge),
    high: quantile(values, 1 - edge),
    count: values.length,
  };
}

/**
 * Summarizes the ratios of times that were measured in the same rounds.
 * @param {readonly number[]} times
 * @param {readonly number[]} baseline the same rounds of another peer
 * @returns {Summary | undefined} of times[i] / baseline[i]; undefined if no round has both
 */
export function summarizeRatios(times, baseline) {
  const ratios = times.slice(0, baseline.length).map((time, round) => time / baseline[round]);
  return ratios.length ? summarize(ratios) : undefined;
}

/**
 * Whether times have stopped changing: the last three are within `tolerance` of one another. While compilers still work in the
 * background, times fall.
 * @param {readonly number[]} times
 */
export function isFlat(times, tolerance = 0.03) {
  const latest = times.slice(-3);
  return latest.length === 3 && Math.max(...latest) <= Math.min(...latest) * (1 + tolerance);
}
