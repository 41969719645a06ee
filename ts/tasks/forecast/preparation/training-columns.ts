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
 * The predicted columns of all series.
 * @param preprocessing with any difference
 */
export function* trainingColumns(
  preprocessing: Preprocessing,
  parts: readonly TrainingPart[],
): Generator<TrainingColumn> {
  const plain = { ...preprocessing, difference: "none" } as const;
  const plan = planColumns(plain);
  const { predicted, targets } = plan;
  for (const { series, rows, name } of parts) {
    const { gaps } = series;
    const { levels } = levelsOf(series, plain, plan, name);
    const columns = series.values.length / series.rows;
    for (const [at, column] of predicted.entries())
      yield {
        levels: Float64Array.from({ length: rows }, (_, row) =>
          gaps?.[row * columns + column] ? Number.NaN : (levels[row * predicted.length + at] as number),
        ),
        isTarget: targets.includes(at),
      };
  }
}
