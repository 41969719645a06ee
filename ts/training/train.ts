/**
 * `train` and `startTraining`.
 */
import type { ModelFor, OptionsFor, TrainedModel, TrainingData, TrainOptions } from "../tasks/types.js";
import { TrainingRun } from "./run/training-run.js";

/**
 * Starts a run that can be watched, paused and stopped. Never throws: invalid data or options reject the run's `result`.
 * The first update comes in a later task of the event loop.
 * @param data which task it is: a cipher, `dataset()` or `{ pairs }` make a {@link Tagger}
 */
export function startTraining<const D extends TrainingData>(data: D, options?: OptionsFor<D>): TrainingRun<ModelFor<D>>;
export function startTraining(data: TrainingData, options: TrainOptions = {}): TrainingRun {
  return TrainingRun.start(data, options);
}

/**
 * Trains a model, by default with the settings of the tutorial.
 * @param data which task it is: a cipher, `dataset()` or `{ pairs }` make a {@link Tagger}
 * @throws RnnError for invalid options and data, with name and position; `ERR_DIVERGED` if the loss is `NaN` or infinite;
 * `ERR_OUT_OF_MEMORY` with the required bytes
 */
export function train<const D extends TrainingData>(
  data: D,
  options?: OptionsFor<D>,
): Promise<TrainedModel<ModelFor<D>>>;
export function train(data: TrainingData, options: TrainOptions = {}): Promise<TrainedModel> {
  return startTraining(data, options).result;
}
