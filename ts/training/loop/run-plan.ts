/**
 * A run as plain values: from the options it goes to the loop, to a worker, and into checkpoints. What it learns only the task knows.
 */
import type { NetworkConfig, OptimizerSettings } from "../../core/network.js";
import type { ValidationOf } from "../../model/model.js";
import type { ProgressInterval } from "../../options/common.js";
import type { ScheduleSettings } from "../../options/schedule.js";
import type { Scores, Until } from "../../tasks/metrics.js";
import type { notKept } from "../../tasks/task.js";
import type { TaskName } from "../../tasks/types.js";

/** The options that the loop goes by, with their defaults. */
export interface LoopOptions {
  readonly seed: number;
  readonly batchSize: number;
  readonly lr: number;
  /** A schedule; or a function, which the calling thread is asked for. */
  readonly lrSchedule: ScheduleSettings | typeof notKept | undefined;
  readonly clipGradNorm: number | undefined;
  readonly maxSteps: number | undefined;
  readonly epochs: number | undefined;
  readonly until: Until;
  readonly patience: number | undefined;
  readonly progressEvery: ProgressInterval;
}

/** All that a run needs beside the functions of the thread that started it. */
export interface RunPlan<Spec = unknown> {
  readonly task: TaskName;
  readonly config: NetworkConfig;
  /** What the task makes its source from. */
  readonly source: Spec;
  readonly optimizer: OptimizerSettings;
  /** All options, as a checkpoint keeps them. */
  readonly options: LoopOptions & Readonly<Record<string, unknown>>;
  /** Whether the schedule's length follows from the run's: then a resumed run's follows from its own. */
  readonly scheduleFollowsLength: boolean;
  /** Whether the calling thread wants a checkpoint after each epoch. */
  readonly wantsCheckpoints: boolean;
  /** Weights to start from; else they are drawn. */
  readonly weights: Float32Array | undefined;
  /** Where to continue. */
  readonly resume: Snapshot | undefined;
}

/** How far a run is. Only what is written here and in {@link Snapshot} survives a checkpoint. */
export interface RunState {
  /** Updates since the first run's start. */
  step: number;
  /** Epochs that are over, validation included. */
  epoch: number;
  /** Updates of the epoch that is not over yet. */
  stepInEpoch: number;
  /** All updates of the epoch are made: its validation is what comes next. */
  atEpochEnd: boolean;
  /** Scores of the latest update. */
  latest?: UpdateScores;
  validation?: ValidationOf<Scores>;
  /** What the run is judged by then, where that is more than the validation. */
  judged?: Scores;
  /** The best validation, and how many came after it. */
  best?: ValidationOf<Scores>;
  sinceBest: number;
  /** The scores by which it is the best, where they are not its own. */
  bestJudged?: Scores;
  /** Fingerprint of the batches that a resumed run passes over, of a source that is repeatable. */
  passed?: string;
}

/** Scores of an update, the norm of its gradients before clipping, and its learning rate. */
export type UpdateScores = Scores & { readonly gradNorm: number; readonly lr: number };

/** A run at the boundary of a step. */
export interface Snapshot {
  readonly state: RunState;
  readonly weights: Float32Array<ArrayBuffer>;
  /** The optimizer's, as many as it has. */
  readonly moments: readonly Float32Array[];
  /** Weights of the best validation. */
  readonly best: Float32Array<ArrayBuffer> | undefined;
  /** The generator's state before the split, before the epoch's first batch, and now. */
  readonly generators: {
    readonly split: Uint32Array;
    readonly epoch: Uint32Array;
    readonly now: Uint32Array;
  };
}

/** A progress whose sample the task has not presented yet. */
export interface RawProgress {
  readonly step: number;
  readonly epoch: number;
  readonly latest: UpdateScores;
  readonly validation: ValidationOf<Scores> | undefined;
  readonly symbolsPerSecond: number;
  readonly elapsedMs: number;
  readonly sample: unknown;
}
