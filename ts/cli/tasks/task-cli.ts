/**
 * What the command line asks of a task: how its data is named, and how its progress and scores are shown.
 */
import type { Model, Progress, TaskName, TrainingData } from "../../index.js";
import type { OptionSchema } from "../../options/schema.js";
import type { NamedPaths } from "../io/distinct-files.js";
import type { OptionTable } from "../options/arguments.js";

/** The values that the options of a command gave. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** Data that a command line names. */
export interface NamedData {
  readonly data: TrainingData;
  /** What is held back, where it is a file. */
  readonly validation?: unknown;
  /** The files that it is read from, which no output may overwrite. */
  readonly files: NamedPaths;
  /** An error of the library about the contents of one of them, with file and line; any other as it is. */
  explain(error: unknown): unknown;
}

/** What an evaluation found. */
export interface Evaluated {
  readonly result: object;
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** What is worse than a limit that was asked for, in words. */
  readonly failed: readonly string[];
}

export interface TaskCli<Name extends TaskName = TaskName> {
  /** The options of a run, as help texts group them. */
  readonly runOptions: Readonly<Record<string, OptionSchema>>;
  /** Options that name data. */
  readonly dataOptions: OptionTable;
  /** What names data, for usage lines: `--cipher NAME | --pairs FILE`. */
  readonly usage: string;
  /** Limits that `eval` can hold a model to, and what it needs besides. */
  readonly evalOptions: OptionTable;
  /** @throws UsageError for options that contradict each other; undefined where they name no data of this task */
  dataFrom(values: GivenValues): NamedData | undefined;
  evaluate(model: Extract<Model, { readonly task: Name }>, data: NamedData, values: GivenValues): Promise<Evaluated>;
  /** Scores in few words, for a line that is rewritten. */
  shortScores(progress: Progress<Name>): readonly string[];
  scores(progress: Progress<Name>): readonly string[];
  /** Scores of a validation, in one sentence. */
  validation(validation: NonNullable<Progress<Name>["validation"]>): string;
  /** What the model makes of an example by now, for a line that is rewritten. */
  liveSample(progress: Progress<Name>): string;
  sample(progress: Progress<Name>): string;
  /** A command that uses the model, without the program's name. */
  next(model: string, last: Progress<Name> | undefined): readonly string[];
}
