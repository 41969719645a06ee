/**
 * Forecasts by simple rules, which every model has to beat.
 */

export const baselineNames = ["naive", "seasonal", "drift", "mean"] as const;

/** The last value; the value a season before; the line through the first and the last value; the mean of all. */
export type BaselineName = (typeof baselineNames)[number];

/** One column of a series in the data's units. */
export interface Column {
  readonly values: Float64Array;
  /** Whether a value was missing; the last one stands for it. */
  readonly isMissing: (row: number) => boolean;
}

/** Forecasts of one column from any origin. */
export class Baselines {
  readonly #column: Column;
  readonly #season: number | undefined;
  /** Sums and counts of the observed rows before each row. */
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  /** The last observed row before each row. */
  readonly #last: Int32Array;
  readonly #first: number;

  constructor(column: Column, season: number | undefined) {
    const { values, isMissing } = column;
    this.#column = column;
    this.#season = season;
    this.#sums = new Float64Array(values.length + 1);
    this.#counts = new Int32Array(values.length + 1);
    this.#last = new Int32Array(values.length + 1).fill(-1);
    let first = -1;
    for (let row = 0; row < values.length; row++) {
      const isThere = !isMissing(row);
      if (isThere && first < 0) first = row;
      this.#sums[row + 1] = (this.#sums[row] as number) + (isThere ? (values[row] as number) : 0);
      this.#counts[row + 1] = (this.#counts[row] as number) + (isThere ? 1 : 0);
      this.#last[row + 1] = isThere ? row : (this.#last[row] as number);
    }
    this.#first = first;
  }

  /** The forecast of a step from the rows before `origin`; `NaN` where a rule has none. */
  at(name: BaselineName, origin: number, step: number): number {
    const { values } = this.#column;
    const last = this.#last[origin] as number;
    if (last < 0) return Number.NaN;
    if (name === "naive") return values[last] as number;
    if (name === "mean") return (this.#sums[origin] as number) / (this.#counts[origin] as number);
    if (name === "seasonal") return this.#seasonal(origin, step);
    const slope = last === this.#first ? 0 : this.#rise(last) / (last - this.#first);
    return (values[last] as number) + slope * (origin + step - last);
  }

  #rise(last: number): number {
    return (this.#column.values[last] as number) - (this.#column.values[this.#first] as number);
  }

  #seasonal(origin: number, step: number): number {
    const season = this.#season;
    if (season === undefined) return Number.NaN;
    const { values, isMissing } = this.#column;
    let row = origin - season + (step % season);
    while (row >= season && isMissing(row)) row -= season;
    return row >= 0 ? (values[row] as number) : Number.NaN;
  }
}

/**
 * The mean step of the naive forecast within the first rows, by which MASE divides: |y[t] − y[t − lag]| over observed pairs.
 */
export function meanStep({ values, isMissing }: Column, rows: number, lag: number): number {
  let [sum, count] = [0, 0];
  for (let row = lag; row < rows; row++) {
    if (isMissing(row) || isMissing(row - lag)) continue;
    sum += Math.abs((values[row] as number) - (values[row - lag] as number));
    count++;
  }
  return sum / count;
}
