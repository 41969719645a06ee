/**
 * Columns of the training part, by which difference and lags are chosen.
 */
import type { Series } from "../series/series.js";
import { levelsOf } from "./prepared-series.js";
import { type Preprocessing, planColumns } from "./preprocessing.js";

/** A series, and how many of its rows are the training part. */
export interface TrainingPart {
  readonly series: Series;
  readonly rows: number;
  /** What errors call it. */
  readonly name: string;
}

/** A predicted column of one series. */
export interface TrainingColumn {
  /** Its levels, NaN where there is a gap. */
  readonly levels: Float64Array;
  readonly isTarget: boolean;
}

/**
 * The predicted columns of all series, one at a time.
 * @param preprocessing with any difference
 * @param most the maximum number of rows of each column, its last ones
 */
export function* trainingColumns(
  preprocessing: Preprocessing,
  parts: readonly TrainingPart[],
  most = Number.POSITIVE_INFINITY,
): Generator<TrainingColumn> {
  const plan = planColumns({ ...preprocessing, difference: "none" });
  const { predicted, targets } = plan;
  const columns = preprocessing.form.columns.length;
  for (const { series, rows, name } of parts) {
    const all = levelsOf(series, preprocessing, plan, name);
    const first = Math.max(0, rows - most);
    for (const [at, column] of predicted.entries()) {
      const levels = new Float64Array(rows - first);
      for (let row = first; row < rows; row++)
        levels[row - first] = series.gaps?.[row * columns + column]
          ? Number.NaN
          : (all[row * predicted.length + at] as number);
      yield { levels, isTarget: targets.includes(at) };
    }
  }
}
