/**
 * How much a column is like itself some rows before.
 */

/** A column about its mean. */
export interface Autocorrelation {
  /** Its population deviation. */
  readonly deviation: number;
  /** The autocorrelation at a lag; 0 where the column is constant. */
  at(lag: number): number;
}

/**
 * @param values NaN where there is none
 * @param rounding deviations up to this size are none
 */
export function autocorrelationOf(values: Float64Array, rounding = 0): Autocorrelation {
  let [sum, squares, count] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  const deviations = values.map((value) => value - mean);
  for (const deviation of deviations) if (!Number.isNaN(deviation)) squares += deviation ** 2;
  return {
    deviation: Math.sqrt(squares / count),
    at(lag) {
      let products = 0;
      for (let row = lag; row < deviations.length; row++) {
        const product = (deviations[row] as number) * (deviations[row - lag] as number);
        if (!Number.isNaN(product)) products += product;
      }
      return squares > rounding ** 2 * count ? products / squares : 0;
    },
  };
}

/** The differences of a column, without those that its first rows lack. */
export const differencesOf = (values: Float64Array, lag: number): Float64Array =>
  values.subarray(lag).map((value, row) => value - (values[row] as number));
