/**
 * The interface of a task. Each task has a folder, and the registry lists them.
 */
import type { NetworkConfig } from "../core/network-config.js";
import type { DataIdentity } from "../data/fingerprint.js";
import type { ReadingControl } from "../data/reading.js";
import type { NetworkShape } from "../model/config.js";
import type { JsonObject } from "../model/file.js";
import type { ModelParts, TrainingSummary } from "../model/model.js";
import type { ReadState } from "../model/read-state.js";
import type { TaskDefaults } from "../options/common.js";
import type { OptionSchema } from "../options/schema.js";
import type { Metrics, StopCriteria } from "./metrics.js";
import type { Scorer, SourceMaker, TaskServices } from "./source.js";

/** Options as users give them, with names of the schema only. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** What is known of weights to start from, besides their values. */
export interface KnownWeights<Codec> {
  readonly shape: NetworkShape;
  /** That of their file; undefined for PyTorch's files and for state dicts. */
  readonly codec: Codec | undefined;
  readonly isFile: boolean;
  /** That of the model which gave the state dict. Only its symbols hold, since all else is fitted anew. */
  readonly origin: Codec | undefined;
}

/** The context of a run, besides data and options. */
export interface ResolveContext<Codec> {
  /** The weights to start from. */
  readonly weights: KnownWeights<Codec> | undefined;
  /** The checkpoint to resume. */
  readonly checkpoint: { readonly data: DataIdentity; readonly codec: Codec } | undefined;
  /** Aborts the reading of data. */
  readonly reading: ReadingControl;
}

/** The resolved data of a run. */
export interface Resolved<Spec, Codec> {
  /** The description of the source: plain values, which can be sent to a worker. */
  readonly source: Spec;
  /** The source's functions on the calling thread. */
  readonly services: Readonly<Record<string, (...values: never[]) => unknown>>;
  readonly network: Pick<NetworkConfig, "input" | "output" | "carry">;
  readonly codec: Codec;
  /** Defaults that follow from the data, and replace the task's. */
  readonly defaults?: Pick<TaskDefaults, "weightDecay">;
  /** The options for checkpoints, with defaults; `notKept` stands for values that a file cannot store. */
  readonly options: JsonObject;
  /** Identifies the data in checkpoints; called only if there is one. */
  readonly identity: () => Promise<DataIdentity>;
  /** The number of updates per epoch, if known. */
  readonly stepsPerEpoch: number | undefined;
  readonly hasValidation: boolean;
  /** Whether the data may end. */
  readonly ends: boolean;
  /** Whether an `until` without thresholds only turns the default off, and so needs no validation set. */
  readonly allowsEmptyUntil?: boolean;
}

export interface Task<Spec, Codec, Model> {
  readonly name: string;
  /** All options of a run of this task, including those of all tasks. */
  readonly options: OptionSchema;
  /** The defaults of its options; sizes of `weights` replace them. */
  readonly defaults: TaskDefaults;
  /** The default stop criteria; without a validation set only `epochs` applies. */
  readonly defaultStop: StopCriteria;
  /** The name of each kind of data in messages; see {@link DataIdentity}. */
  readonly dataKinds: Readonly<Record<string, string>>;
  /** The possible kinds of some data. @throws RnnError `ERR_INVALID_OPTION` for anything but data */
  kindsOf(data: unknown): readonly string[];
  /** Reads and checks the data. @throws RnnError for options that do not apply to this data, and for invalid data */
  resolve(data: unknown, options: GivenOptions, context: ResolveContext<Codec>): Promise<Resolved<Spec, Codec>>;
  /** Converts a source's sample for users. */
  present(sample: unknown, codec: Codec): unknown;
  /** The task's metadata in a model's file. */
  encode(codec: Codec): JsonObject;
  /** Loads its models from files. */
  loading(): Promise<TaskLoading<Codec>>;
  model(parts: ModelParts<Codec>, training?: TrainingSummary<never>): Model;
}

/** The part of a task that the thread of the loop needs, which may be a worker: its data source and its metrics. */
export interface TaskTraining<Spec> {
  /** Creates the source from what {@link Task.resolve} returned. */
  source(spec: Spec, services: TaskServices): SourceMaker | Promise<SourceMaker>;
  /** Creates the metrics. @param options the resolved options of the run */
  metrics(options: JsonObject): Metrics;
  /** The mean number of steps of a sequence, as far as it is known before training. */
  meanSteps(spec: Spec): number;
  /** What other threads need of the spec to score jobs; nothing if it is left out. */
  scoring?(spec: Spec): unknown;
  /** Creates what scores the jobs of a source's validation. @param scoring from {@link TaskTraining.scoring} */
  scorer(scoring: unknown): Scorer | Promise<Scorer>;
}

/** The training of any task, for generic code. */
// biome-ignore lint/suspicious/noExplicitAny: only the task itself uses these values
export type AnyTraining = TaskTraining<any>;

/** Loads models of a task from files. */
export interface TaskLoading<Codec> {
  /** The names of its options of `load()`. */
  readonly options: readonly string[];
  /** Decodes the metadata of {@link Task.encode}. @throws RnnError `ERR_INVALID_OPTION` */
  decode(description: JsonObject): Codec;
  /**
   * The network and the codec of a file.
   * @param own the codec in the metadata, if this package wrote the file
   * @throws RnnError `ERR_FORMAT` for weights that do not fit the task
   */
  resolve(
    read: ReadState,
    own: Codec | undefined,
    options: GivenOptions,
  ): { readonly config: NetworkConfig; readonly codec: Codec };
}

/** Any task, for generic code. */
// biome-ignore lint/suspicious/noExplicitAny: only the task itself uses these values
export type AnyTask = Task<any, any, any>;

/** Stands for a function or for data in a checkpoint. */
export const notKept = "not kept";
