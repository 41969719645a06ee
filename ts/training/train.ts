/**
 * `train` and `startTraining`.
 */
import type {
  AnyOptions,
  CheckedData,
  ColumnsIn,
  Given,
  ModelFor,
  OptionsFor,
  TrainedModel,
  TrainingData,
} from "../tasks/types.js";
import { TrainingRun } from "./run/training-run.js";

/**
 * Starts a run that can be watched, paused and stopped. Never throws: invalid data or options reject the run's `result`.
 * The first update comes in a later task of the event loop.
 * @param data determines the task, and so the model: see {@link ModelFor}
 */
export function startTraining<
  const D extends TrainingData,
  const K extends ColumnsIn<D> = never,
  const T extends Exclude<ColumnsIn<D>, K> = Exclude<ColumnsIn<D>, K>,
>(data: D & CheckedData<D>, ...options: Given<OptionsFor<D, T, K>>): TrainingRun<ModelFor<D, T, K>>;
export function startTraining(data: TrainingData, options: AnyOptions = {}): TrainingRun {
  return TrainingRun.start(data, options);
}

/**
 * Trains a model, by default with the options that suit its task:
 * `await train({ sequences, labels }, { hiddenSize: 32 })` gives a {@link Classifier}.
 * @param data determines the task, and so the model: see {@link ModelFor}
 * @throws RnnError for invalid options and data, with name and position; `ERR_DIVERGED` if the loss is `NaN` or infinite;
 * `ERR_OUT_OF_MEMORY` with the required bytes
 */
export function train<
  const D extends TrainingData,
  const K extends ColumnsIn<D> = never,
  const T extends Exclude<ColumnsIn<D>, K> = Exclude<ColumnsIn<D>, K>,
>(data: D & CheckedData<D>, ...options: Given<OptionsFor<D, T, K>>): Promise<TrainedModel<ModelFor<D, T, K>>>;
export function train(data: TrainingData, options: AnyOptions = {}): Promise<TrainedModel> {
  return startTraining(data, options).result;
}
