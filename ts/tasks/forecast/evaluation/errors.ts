/**
 * Errors of paths against the rows that their series has after the origin.
 */
import type { Scale } from "../../../data/scaling.js";
import type { Path } from "../prediction/path.js";
import { transformOf } from "../preparation/transform.js";

/** An error: under the transform, and in the data's units. */
export interface PathError {
  /** forecast − actual, under the transform. */
  readonly level: number;
  readonly forecast: number;
  readonly actual: number;
}

/**
 * The error of a target at a step.
 * @param target its place among the targets
 * @returns undefined where the value was missing
 */
export function errorAt({ series, origin, levels }: Path, step: number, target: number): PathError | undefined {
  const { plan, preprocessing } = series;
  const index = plan.targets[target] as number;
  const column = plan.predicted[index] as number;
  const width = plan.predicted.length;
  const row = origin + step;
  if (series.gapAt(row, column)) return undefined;
  const level = levels[step * width + index] as number;
  return {
    level: level - (series.levels[row * width + index] as number),
    forecast: transformOf[preprocessing.transform].undo(level),
    actual: series.series.values[row * preprocessing.form.columns.length + column] as number,
  };
}

/** Means over several paths, of their errors' sizes. */
export interface MeanErrors {
  /** In units of the scale, under the transform. */
  readonly loss: number;
  readonly mae: number;
}

/** Sums over several paths, steps and targets of their errors' sizes. */
export interface ErrorSums extends MeanErrors {
  readonly count: number;
}

/** Sums of the errors of paths of one series. @param units scales of its predicted columns */
export function sumErrors(paths: readonly Path[], steps: number, units?: readonly Scale[]): ErrorSums {
  let [loss, mae, count] = [0, 0, 0];
  for (const path of paths) {
    const { plan, scales } = path.series;
    const { targets } = plan;
    for (let step = 0; step < steps; step++)
      for (let target = 0; target < targets.length; target++) {
        const error = errorAt(path, step, target);
        if (!error) continue;
        loss += Math.abs(error.level) / ((units ?? scales)[targets[target] as number]?.width ?? 1);
        mae += Math.abs(error.forecast - error.actual);
        count++;
      }
  }
  return { loss, mae, count };
}

/** Mean errors of one series; `NaN` without any. */
export function meanOf(sums: readonly ErrorSums[]): MeanErrors {
  const total = (name: keyof ErrorSums) => sums.reduce((sum, one) => sum + one[name], 0);
  return { loss: total("loss") / total("count"), mae: total("mae") / total("count") };
}

/** The means over series, without those whose targets are observed in no forecast; `NaN` if there are no others. */
export function meanOverSeries(all: readonly MeanErrors[]): MeanErrors {
  const known = all.filter(({ mae }) => !Number.isNaN(mae));
  const mean = (name: "loss" | "mae") => known.reduce((sum, one) => sum + one[name], 0) / known.length;
  return { loss: mean("loss"), mae: mean("mae") };
}
