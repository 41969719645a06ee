/**
 * What `train` takes and returns, from the types of each task. Those that depend on the data are conditional: `never` for another task's data.
 */
import type { ValidationOf } from "../model/model.js";
import type { ClassifyTypes } from "./classify/types.js";
import type { ColumnsIn, ForecastTypes, NumbersOnly } from "./forecast/types.js";
import type { GenerateTypes } from "./generate/types.js";
import type { RegressTypes } from "./regress/types.js";
import type { TaggerOptions } from "./tag/options.js";
import type { TagTypes } from "./tag/types.js";

export type { ColumnsIn } from "./forecast/types.js";

/** The types of each task. */
interface TypesByTask<Data = unknown, Target extends PropertyKey = never, Known extends PropertyKey = never> {
  /** Continues series. */
  forecast: ForecastTypes<Data, Target, Known>;
  /** Outputs a symbol for each input symbol. */
  tag: TagTypes<Data>;
  /** Tells the class of a sequence. */
  classify: ClassifyTypes<Data>;
  /** Estimates numbers from a sequence. */
  regress: RegressTypes<Data>;
  /** Generates text. */
  generate: GenerateTypes<Data>;
}

/** The name of a task. */
export type TaskName = keyof TypesByTask;

/** The model class of each task. */
export type ModelByTask = { [Name in keyof TypesByTask]: TypesByTask[Name]["model"] };

/** The data of any task. */
export type TrainingData = TypesByTask[TaskName]["data"];

/** The options of `train` and `startTraining` for ciphers, data sets and pairs. {@link OptionsFor} has those of other data. */
export type TrainOptions = TaggerOptions;

/** The options of a run of any task. */
export type AnyOptions = TypesByTask[TaskName]["options"];

/** A model of any task, which `task` names. */
export type Model = ModelByTask[TaskName];

/** Scores on held-back data, such as {@link TagScores}, and the update after which they were measured. */
export type Validation<Name extends TaskName = TaskName> = Name extends TaskName
  ? ValidationOf<TypesByTask[Name]["scores"]>
  : never;

/** The state of a run, such as {@link TagProgress}; `task` names its task. */
export type Progress<Name extends TaskName = TaskName> = Name extends TaskName ? TypesByTask[Name]["progress"] : never;

/**
 * The model that `train` makes from some data.
 * @typeParam Target the columns that a forecast has, and `Known` those that are known ahead
 */
export type ModelFor<
  Data,
  Target extends PropertyKey = ColumnsIn<Data>,
  Known extends PropertyKey = never,
> = TypesByTask<Data, Target, Known>[TaskName]["modelFor"];

/** The options of a run with some data. */
export type OptionsFor<
  Data,
  Target extends PropertyKey = ColumnsIn<Data>,
  Known extends PropertyKey = never,
> = TypesByTask<Data, Target, Known>[TaskName]["optionsFor"];

/** Makes keys other than these an error where they stand; without any, the data is another task's. */
type OnlyKeys<Data, Key> = [Key] extends [never] ? unknown : { readonly [Other in Exclude<keyof Data, Key>]?: never };

/** What training checks of its data beyond the task: keys that this data does not have are errors. */
export type CheckedData<Data> = OnlyKeys<Data, TypesByTask<Data>[TaskName]["dataKey"]> & NumbersOnly<Data>;

/** Options as the last parameter, which may be left out unless one of them is required. */
export type Given<Options> = [Options] extends [never]
  ? [options?: AnyOptions]
  : // biome-ignore lint/complexity/noBannedTypes: whether all of them are optional
    {} extends Options
    ? [options?: Options]
    : [options: Options];

/** A model of `train()`, with its `training`. */
export type TrainedModel<One extends Model = Model> = One & {
  /** A summary of the run that trained it. */
  readonly training: NonNullable<One["training"]>;
};
