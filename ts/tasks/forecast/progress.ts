/**
 * The progress of a forecaster's run.
 */
import type { RunProgress } from "../progress.js";

/** The errors of forecasts of held-back rows. */
export interface ForecastScores {
  /**
   * Mean |error| at all steps up to the horizon, of at most 64 forecasts, under the transform, in units of the scale.
   */
  readonly loss: number;
  /** The same in the data's units. */
  readonly mae: number;
}

/** The rows after an origin, in the data's form: the last rows of the first forecast of the validation. */
export interface ForecastSample {
  /** The rows of the data. */
  readonly actual: unknown;
  /** The model's current forecast of them. */
  readonly predicted: unknown;
}

/** The state of a forecaster's run. */
export interface ForecastProgress extends RunProgress<"forecast", ForecastScores, ForecastSample> {
  /** The training loss of this update's batch, in units of the scale. */
  readonly loss: number;
}
