/**
 * What a task is: all that the rest of the package asks of it. Each has a folder; the registry lists them.
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
import type { SourceMaker, TaskServices } from "./source.js";

/** Options as users give them, with no names but the schema's. */
export type GivenOptions = Readonly<Record<string, unknown>>;

/** What a task may need beside data and options. */
export interface ResolveContext<Codec> {
  /** Sizes of the weights to start from, and what their file says of this task. */
  readonly weights: { readonly shape: NetworkShape; readonly codec: Codec | undefined } | undefined;
  /** The checkpoint that is resumed. */
  readonly checkpoint: { readonly data: DataIdentity; readonly codec: Codec } | undefined;
  /** May end the reading of data. */
  readonly reading: ReadingControl;
}

/** What the data of a run turned out to be. */
export interface Resolved<Spec, Codec> {
  /** What the source is made from: plain values, so that they can be sent to a worker. */
  readonly source: Spec;
  /** Functions of the source that stay on the calling thread. */
  readonly services: Readonly<Record<string, (...values: never[]) => unknown>>;
  /** Releases what the services read from. */
  close?(): void;
  readonly network: Pick<NetworkConfig, "input" | "output">;
  readonly codec: Codec;
  /** Its options as a checkpoint keeps them, defaults filled in; see `notKept` for what no file can hold. */
  readonly options: JsonObject;
  /** What a checkpoint recognizes the data by; asked for only where there is one. */
  readonly identity: () => Promise<DataIdentity>;
  /** Updates of an epoch, where that is known. */
  readonly stepsPerEpoch: number | undefined;
  readonly hasValidation: boolean;
  /** Whether it may end by itself. */
  readonly ends: boolean;
  /** Whether an `until` that names nothing only turns the default off; else it says that something is held back. */
  readonly allowsEmptyUntil?: boolean;
}

export interface Task<Spec, Codec, Model> {
  readonly name: string;
  /** Every option of a run of this task, those of all tasks included. */
  readonly options: OptionSchema;
  /** The defaults of its schema, which sizes of `weights` replace. */
  readonly defaults: TaskDefaults;
  /** What ends a run whose options do not say; without validation data only its `epochs`. */
  readonly defaultStop: StopCriteria;
  /** What data is called by its kind, in {@link DataIdentity}. */
  readonly dataKinds: Readonly<Record<string, string>>;
  /** The kinds that some data can be of. @throws RnnError `ERR_INVALID_OPTION` for what is no data */
  kindsOf(data: unknown): readonly string[];
  /** @throws RnnError for options that this data does not bear, and for data that cannot be trained on */
  resolve(data: unknown, options: GivenOptions, context: ResolveContext<Codec>): Promise<Resolved<Spec, Codec>>;
  /** On the thread that has the loop. */
  source(spec: Spec, services: TaskServices): SourceMaker | Promise<SourceMaker>;
  /** @param options those of the run, as resolved */
  metrics(options: JsonObject): Metrics;
  /** What users see of a source's sample. */
  present(sample: unknown, codec: Codec): unknown;
  /** What a model's file keeps beside the weights. */
  encode(codec: Codec): JsonObject;
  /** How its models come out of files. */
  loading(): Promise<TaskLoading<Codec>>;
  model(parts: ModelParts<Codec>, training?: TrainingSummary<never>): Model;
}

/** How models of a task come out of files. */
export interface TaskLoading<Codec> {
  /** The names of its options of `load()`. */
  readonly options: readonly string[];
  /** Reads what {@link Task.encode} wrote. @throws RnnError `ERR_INVALID_OPTION` */
  decode(description: JsonObject): Codec;
  /**
   * Network and codec of a file.
   * @param own what a file of ours says
   * @throws RnnError `ERR_FORMAT` for weights that do not fit the task
   */
  resolve(
    read: ReadState,
    own: Codec | undefined,
    options: GivenOptions,
  ): { readonly config: NetworkConfig; readonly codec: Codec };
}

/** A task of whatever kind, as generic code sees it. */
// biome-ignore lint/suspicious/noExplicitAny: what a task hands out, only it takes back
export type AnyTask = Task<any, any, any>;

/** Stands in a checkpoint for a function or for data, which a file cannot hold. */
export const notKept = "not kept";
