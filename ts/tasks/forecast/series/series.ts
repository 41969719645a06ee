/**
 * Series of rows of numbers, as a model keeps them.
 */
import type { Clock } from "./time.js";

/** Rows of a series in the units of the data. Plain values, which files and workers keep. */
export interface Series {
  readonly rows: number;
  /** f64[rows][columns] */
  readonly values: Float64Array<ArrayBuffer>;
  /** u8[rows][columns]: 1 where the value was missing and the last one stands for it. */
  readonly gaps: Uint8Array<ArrayBuffer> | undefined;
  readonly clock: Clock | undefined;
}

/** A series with further rows of the same columns; its times continue. */
export function appended(series: Series, { rows, values, gaps }: Omit<Series, "clock">): Series {
  const joined = new Float64Array(series.values.length + values.length);
  joined.set(series.values);
  joined.set(values, series.values.length);
  let marks: Uint8Array<ArrayBuffer> | undefined;
  if (series.gaps || gaps) {
    marks = new Uint8Array(joined.length);
    if (series.gaps) marks.set(series.gaps);
    if (gaps) marks.set(gaps, series.values.length);
  }
  return { rows: series.rows + rows, values: joined, gaps: marks, clock: series.clock };
}
