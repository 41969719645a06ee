/**
 * The progress of a regressor's run.
 */
import type { RunProgress } from "../progress.js";

/** How well values are estimated. */
export interface RegressScores {
  /** Mean loss, of scaled values. */
  readonly loss: number;
  /** Mean absolute error, in the units of the values. */
  readonly mae: number;
  readonly [name: string]: number;
}

/** The same sequence in each progress: the first of the validation, or of the training. */
export interface RegressSample {
  /** Its value. */
  readonly actual: unknown;
  /** The model's estimate of it. */
  readonly predicted: unknown;
}

/** The state of a run. */
export interface RegressProgress extends RunProgress<"regress", RegressScores, RegressSample> {
  /** The loss of this update's batch, of scaled values. */
  readonly loss: number;
}
