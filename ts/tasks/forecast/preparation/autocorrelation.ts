/**
 * How much a column is like itself some rows before.
 */

/**
 * The autocorrelation of a column; 0 where it is constant.
 * @param values NaN where there is none
 * @param rounding deviations up to this size are none
 */
export function autocorrelation(values: Float64Array, lag: number, rounding = 0): number {
  const mean = meanOf(values);
  let [squares, products, count] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    const deviation = (values[row] as number) - mean;
    if (Number.isNaN(deviation)) continue;
    squares += deviation ** 2;
    count++;
    const earlier = row >= lag ? (values[row - lag] as number) - mean : Number.NaN;
    if (!Number.isNaN(earlier)) products += deviation * earlier;
  }
  return squares > rounding ** 2 * count ? products / squares : 0;
}

/** The population deviation of a column. */
export function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** The differences of a column, without those that its first rows lack. */
export const differencesOf = (values: Float64Array, lag: number): Float64Array =>
  values.subarray(lag).map((value, row) => value - (values[row] as number));

function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
