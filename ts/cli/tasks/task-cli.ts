/**
 * A task's command line interface: its data options, and the format of its progress and scores.
 */
import type { ModelByTask, Progress, TaskName, TrainingData } from "../../index.js";
import type { OptionSchema } from "../../options/schema.js";
import type { NamedPaths } from "../io/distinct-files.js";
import type { Answering } from "../io/messages.js";
import type { OptionTable } from "../options/arguments.js";

/** The values of a command's options. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** The data that the options name. */
export interface NamedData {
  /** Data that is read while the run needs it; undefined where `open` reads it. */
  readonly data?: TrainingData;
  /** Reads the data, after all paths are checked. */
  open?(): Promise<OpenedData>;
  /** Validation data, if --validation names a file. */
  readonly validation?: unknown;
  /** Sequences that were read so far; undefined where they are not counted. */
  count?(): number;
  /** Input files, which no output may overwrite. */
  readonly files: NamedPaths;
  /** Adds file and line to the library's error about the contents of a file; returns other errors unchanged. */
  explain(error: unknown): unknown;
}

/** Data that was read, with the options of a run that its files decide. */
export interface OpenedData {
  readonly data: TrainingData;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The result of an evaluation. */
export interface Evaluated {
  readonly result: object;
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** Further tables, as lines. */
  readonly tables?: readonly (readonly string[])[];
  /** Scores that options of `eval` limit, `--min-…` from below and `--max-…` from above. */
  readonly limited: readonly (readonly [name: string, score: number | undefined, option: string])[];
}

export interface TaskCli<Name extends TaskName = TaskName> {
  readonly name: Name;
  /** The options of a run by heading of the help. */
  readonly runOptions: Readonly<Record<string, OptionSchema>>;
  /** Options that name data. */
  readonly dataOptions: OptionTable;
  /** The data options in usage lines: `--cipher NAME | --pairs FILE`. */
  readonly usage: string;
  /** Options of `eval` for this task. */
  readonly evalOptions: OptionTable;
  /** @returns undefined if the options name no data of this task @throws UsageError for contradictory options */
  dataFrom(values: GivenValues): NamedData | undefined;
  /** Scores a model. The caller explains its errors. */
  evaluate(model: ModelByTask[Name], data: NamedData, values: GivenValues): Promise<Evaluated>;
  /** How a model answers sequences, for `predict`; undefined for models that do not. */
  answering?(model: ModelByTask[Name]): Answering<unknown, unknown>;
  /** What the network reads one after another. */
  unit(progress: Progress<Name>): "symbols" | "rows" | "time steps";
  /** Brief scores for the live progress line. */
  shortScores(progress: Progress<Name>): readonly string[];
  scores(progress: Progress<Name>): readonly string[];
  /** What its scores are measured on. */
  judged(model: ModelByTask[Name]): "sequence" | "item" | "symbol" | "forecast value";
  /** Scores of a validation, in one sentence. */
  validation(validation: NonNullable<Progress<Name>["validation"]>): string;
  /** The model's current output for an example, for the live progress line. */
  liveSample(progress: Progress<Name>): string;
  sample(progress: Progress<Name>): string;
  /** What is to be known of a trained model besides its scores. */
  notes?(model: ModelByTask[Name]): readonly string[];
  /** A command that uses the trained model, without the program's name. */
  next(model: string, last: Progress<Name> | undefined): readonly string[];
}
