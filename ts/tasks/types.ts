/**
 * The types of each task, by its name: what `train` takes and gives.
 */
import type { Cipher } from "../ciphers/index.js";
import type { SymbolSequence } from "../data/sequence.js";
import type { ValidationOf } from "../model/model.js";
import type { Dataset } from "./tag/dataset.js";
import type { TaggerOptions } from "./tag/options.js";
import type { TagProgress, TagScores } from "./tag/progress.js";
import type { Tagger } from "./tag/tagger.js";
import type { PairData, TagData } from "./tag/training-data.js";

/** What each task has. A new task is a line here, and a branch of {@link ModelFor} and {@link OptionsFor}. */
interface TaskTypes {
  tag: { data: TagData; options: TaggerOptions; model: Tagger; scores: TagScores; progress: TagProgress };
}

/** What can be learned. */
export type TaskName = keyof TaskTypes;

/** What can be learned from. */
export type TrainingData = TaskTypes[TaskName]["data"];

/** Options of `train` and `startTraining`, for one task or another. {@link OptionsFor} has those of some data. */
export type TrainOptions = TaskTypes[TaskName]["options"];

/** A model of any task; `task` tells which. */
export type Model = TaskTypes[TaskName]["model"];

/** The class of each task's models. */
export type ModelByTask = { [Name in TaskName]: TaskTypes[Name]["model"] };

/** Scores of what was held back, and the update after which they were measured. */
export type Validation<Name extends TaskName = TaskName> = Name extends TaskName
  ? ValidationOf<TaskTypes[Name]["scores"]>
  : never;

/** The state of a run; `task` tells of which. */
export type Progress<Name extends TaskName = TaskName> = Name extends TaskName ? TaskTypes[Name]["progress"] : never;

/** What a model answers with that was trained on such targets. */
export type KindOf<Target> = Target extends string ? string : Target extends readonly string[] ? string[] : Int32Array;

type Item<Items> = Items extends Iterable<infer One> | AsyncIterable<infer One> ? One : never;

type TargetOf<Pairs> = Item<Pairs> extends readonly [unknown, infer Target extends SymbolSequence] ? Target : never;

/** The model that comes of some data. */
export type ModelFor<Data> = Data extends Cipher
  ? Tagger<string>
  : Data extends Dataset
    ? Tagger<Int32Array>
    : Data extends { readonly pairs: infer Pairs }
      ? Tagger<KindOf<TargetOf<Pairs>>>
      : Model;

/** The options of a run with some data. */
export type OptionsFor<Data> = Data extends Cipher | Dataset | PairData ? TaggerOptions : TrainOptions;

/** A model that `train()` made, whose `training` is there. */
export type TrainedModel<One extends Model = Model> = One & { readonly training: NonNullable<One["training"]> };
