/**
 * `train` and `startTraining`: from data to a model.
 */
import type { Cipher } from "../ciphers/index.js";
import type { Sequence } from "../data/sequence.js";
import type { TrainOptions } from "../options/train-options.js";
import type { Dataset } from "../tasks/tag/dataset.js";
import type { TrainedModel } from "../tasks/tag/tagger.js";
import type { PairData, TrainingData } from "../tasks/tag/training-data.js";
import { TrainingRun } from "./run/training-run.js";

/** The kind of sequence that a model trained on such targets answers with. */
export type KindOf<Target extends Sequence> = Target extends string
  ? string
  : Target extends readonly string[]
    ? string[]
    : Int32Array;

/**
 * Starts a run that can be watched, paused and stopped. Never throws: what is wrong with data or options rejects the run's `result`.
 * The first update comes in a later task.
 */
export function startTraining(data: Cipher, options?: TrainOptions): TrainingRun<string>;
export function startTraining(data: Dataset, options?: TrainOptions): TrainingRun<Int32Array>;
export function startTraining<Target extends Sequence>(
  data: PairData<Target>,
  options?: TrainOptions,
): TrainingRun<KindOf<Target>>;
export function startTraining(data: TrainingData, options?: TrainOptions): TrainingRun;
export function startTraining(data: TrainingData, options: TrainOptions = {}): TrainingRun {
  return TrainingRun.start(data, options);
}

/**
 * Trains a model: the tutorial's run where nothing is said otherwise.
 * @throws RnnError for options and data that cannot be trained with, each by its name and place; `ERR_DIVERGED` where the loss is no
 * number any more; `ERR_OUT_OF_MEMORY` with the bytes that it would need
 */
export function train(data: Cipher, options?: TrainOptions): Promise<TrainedModel<string>>;
export function train(data: Dataset, options?: TrainOptions): Promise<TrainedModel<Int32Array>>;
export function train<Target extends Sequence>(
  data: PairData<Target>,
  options?: TrainOptions,
): Promise<TrainedModel<KindOf<Target>>>;
export function train(data: TrainingData, options?: TrainOptions): Promise<TrainedModel>;
export function train(data: TrainingData, options: TrainOptions = {}): Promise<TrainedModel> {
  return startTraining(data, options).result;
}
