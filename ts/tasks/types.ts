/**
 * The types of each task, by its name: what `train` takes and returns. A new task is a line in each of these types; its conditional types
 * are in its folder.
 */
import type { ColumnOf } from "../data/numeric-forms.js";
import type { ValidationOf } from "../model/model.js";
import type { Classifier, Forecaster, Regressor, Tagger, TextGenerator } from "./classes.js";
import type { ClassifyProgress, ClassifyScores } from "./classify/progress.js";
import type { LabeledData } from "./classify/training-data.js";
import type { ClassifierFor, ClassifierOptions, ClassifierOptionsFor, LabeledDataKey } from "./classify/types.js";
import type { ForecasterOptions } from "./forecast/options.js";
import type { ForecastProgress, ForecastScores } from "./forecast/progress.js";
import type { ForecastData } from "./forecast/training-data.js";
import type { ForecastDataKey, ForecasterFor, ForecasterOptionsFor, NumbersOnly } from "./forecast/types.js";
import type { GeneratorOptions } from "./generate/options.js";
import type { GenerateProgress, GenerateScores } from "./generate/progress.js";
import type { GenerateData } from "./generate/training-data.js";
import type { GenerateDataKey, GeneratorFor, GeneratorOptionsFor } from "./generate/types.js";
import type { RegressProgress, RegressScores } from "./regress/progress.js";
import type { ValuedData } from "./regress/training-data.js";
import type { RegressorFor, RegressorOptions, RegressorOptionsFor, ValuedDataKey } from "./regress/types.js";
import type { TaggerOptions } from "./tag/options.js";
import type { TagProgress, TagScores } from "./tag/progress.js";
import type { TagData } from "./tag/training-data.js";
import type { TagDataKey, TaggerFor, TaggerOptionsFor } from "./tag/types.js";

/** The model class of each task. */
export interface ModelByTask {
  /** Continues series. */
  forecast: Forecaster;
  /** Outputs a symbol for each input symbol. */
  tag: Tagger;
  /** Tells the class of a sequence. */
  classify: Classifier;
  /** Estimates numbers from a sequence. */
  regress: Regressor;
  /** Generates text. */
  generate: TextGenerator;
}

/** The progress of each task's runs. */
interface ProgressByTask {
  forecast: ForecastProgress;
  tag: TagProgress;
  classify: ClassifyProgress;
  regress: RegressProgress;
  generate: GenerateProgress;
}

/** The scores of each task's models. */
interface ScoresByTask {
  forecast: ForecastScores;
  tag: TagScores;
  classify: ClassifyScores;
  regress: RegressScores;
  generate: GenerateScores;
}

/** The name of a task. */
export type TaskName = keyof ModelByTask;

/** The data of any task. */
export type TrainingData = ForecastData | TagData | LabeledData | ValuedData | GenerateData;

/** The options of `train` and `startTraining` for ciphers, data sets and pairs. {@link OptionsFor} has those of other data. */
export type TrainOptions = TaggerOptions;

/** The options of a run of any task. */
export type AnyOptions = ForecasterOptions | TaggerOptions | ClassifierOptions | RegressorOptions | GeneratorOptions;

/** A model of any task; `task` tells which. */
export type Model = ModelByTask[TaskName];

/**
 * Scores of what was held back, and the update after which they were measured: {@link TagScores}, {@link ClassifyScores},
 * {@link RegressScores}, {@link ForecastScores} or {@link GenerateScores}.
 */
export type Validation<Name extends TaskName = TaskName> = Name extends TaskName
  ? ValidationOf<ScoresByTask[Name]>
  : never;

/**
 * The state of a run; `task` tells of which: {@link TagProgress}, {@link ClassifyProgress}, {@link RegressProgress},
 * {@link ForecastProgress} or {@link GenerateProgress}.
 */
export type Progress<Name extends TaskName = TaskName> = Name extends TaskName ? ProgressByTask[Name] : never;

/** The columns of the series in some data; `never` for data without series. */
export type ColumnsIn<Data> = Data extends { readonly series: infer Series }
  ? ColumnOf<Series>
  : Data extends { readonly panel: readonly (infer Series)[] | { readonly [name: string]: infer Series } }
    ? ColumnOf<Series>
    : never;

/**
 * The model that comes of some data.
 * @typeParam Target the columns that a forecast has, and `Known` those that are known ahead
 */
export type ModelFor<Data, Target extends PropertyKey = ColumnsIn<Data>, Known extends PropertyKey = never> =
  | TaggerFor<Data>
  | ClassifierFor<Data>
  | RegressorFor<Data>
  | ForecasterFor<Data, Target, Known>
  | GeneratorFor<Data>;

/** The options of a run with some data. */
export type OptionsFor<Data, Target extends PropertyKey = ColumnsIn<Data>, Known extends PropertyKey = never> =
  | TaggerOptionsFor<Data>
  | ClassifierOptionsFor<Data>
  | RegressorOptionsFor<Data>
  | ForecasterOptionsFor<Data, Target, Known>
  | GeneratorOptionsFor<Data>;

/** Makes keys other than these an error where they stand; without any, the data is another task's. */
type OnlyKeys<Data, Key> = [Key] extends [never] ? unknown : { readonly [Other in Exclude<keyof Data, Key>]?: never };

/** What training checks of its data beyond the task: keys that this data does not have are errors. */
export type CheckedData<Data> = OnlyKeys<
  Data,
  TagDataKey<Data> | LabeledDataKey<Data> | ValuedDataKey<Data> | ForecastDataKey<Data> | GenerateDataKey<Data>
> &
  NumbersOnly<Data>;

/** Options as the last parameter, which may be left out unless one of them is required. */
export type Given<Options> = [Options] extends [never]
  ? [options?: AnyOptions]
  : // biome-ignore lint/complexity/noBannedTypes: whether all of them are optional
    {} extends Options
    ? [options?: Options]
    : [options: Options];

/** A model that `train()` made, whose `training` is there. */
export type TrainedModel<One extends Model = Model> = One & {
  /** A summary of the run that trained it. */
  readonly training: NonNullable<One["training"]>;
};
