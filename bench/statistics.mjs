// What a list of measured numbers says: its middle, its spread, and whether it has stopped falling. Knows nothing of peers or rows.

/** @typedef {{ median: number, low: number, high: number, count: number }} Summary */

/**
 * The value below which a share of the numbers lies, between neighbours in proportion.
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

/** With fewer than this, quartiles are guesses between two or three numbers: the ends are said instead. */
const enoughForQuartiles = 5;

/**
 * Median, with the quartiles as the spread, or the least and the greatest where the numbers are few.
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
 * The ratios of numbers that were measured side by side.
 * @param {readonly number[]} times
 * @param {readonly number[]} baseline the same rounds of another peer
 * @returns {Summary | undefined} of times[i] / baseline[i]; undefined where no round has both
 */
export function summarizeRatios(times, baseline) {
  const ratios = times.slice(0, baseline.length).map((time, round) => time / baseline[round]);
  return ratios.length ? summarize(ratios) : undefined;
}

/**
 * Whether times have stopped changing: the last three lie within `tolerance` of one another. A compiler that still works in the
 * background shows as a fall from one to the next.
 * @param {readonly number[]} times
 */
export function isFlat(times, tolerance = 0.03) {
  const latest = times.slice(-3);
  return latest.length === 3 && Math.max(...latest) <= Math.min(...latest) * (1 + tolerance);
}
