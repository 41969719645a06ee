/**
 * The plan of a run as plain values, for the loop, for workers and for checkpoints. Its task-specific parts are opaque.
 */
import type { NetworkConfig, OptimizerSettings } from "../../core/network-config.js";
import type { ValidationOf } from "../../model/model.js";
import type { ProgressInterval } from "../../options/common.js";
import type { ScheduleSettings } from "../../options/schedule.js";
import type { BlocksSpec } from "../../tasks/blocks/resolve-blocks.js";
import type { Scores, Until } from "../../tasks/metrics.js";
import type { notKept } from "../../tasks/task.js";
import type { TaskName } from "../../tasks/types.js";

/** The options of the loop, with defaults. */
export interface LoopOptions {
  readonly seed: number;
  readonly batchSize: number;
  readonly lr: number;
  /** A schedule, or a function that the calling thread runs. */
  readonly lrSchedule: ScheduleSettings | typeof notKept | undefined;
  readonly clipGradNorm: number | undefined;
  /** Decay of the weights' moving average; 0 for none. */
  readonly emaDecay: number;
  readonly maxSteps: number | undefined;
  readonly epochs: number | undefined;
  readonly until: Until;
  readonly patience: number | undefined;
  readonly minDelta: number | undefined;
  readonly progressEvery: ProgressInterval;
}

/** Everything that a run needs, except the functions of the thread that started it. */
export interface RunPlan<Spec = unknown> {
  readonly task: TaskName;
  readonly config: NetworkConfig;
  /** The task's description of its source. */
  readonly source: Spec;
  /** Of data in blocks, the first of which `source` describes. */
  readonly blocks?: BlocksSpec | undefined;
  readonly optimizer: OptimizerSettings;
  /** All options, as stored in checkpoints. */
  readonly options: LoopOptions & Readonly<Record<string, unknown>>;
  /** Whether the schedule's length is the run's; a resumed run then uses its own length. */
  readonly scheduleFollowsLength: boolean;
  /** Whether the calling thread wants a checkpoint after each epoch. */
  readonly wantsCheckpoints: boolean;
  /** Initial weights; by default they are random. */
  readonly weights: Float32Array | undefined;
  /** The state to resume from. */
  readonly resume: Snapshot | undefined;
}

/** The counters and scores of a run. Checkpoints store only this and {@link Snapshot}. */
export interface RunState {
  /** Updates since the first run's start. */
  step: number;
  /** Completed epochs, validation included. */
  epoch: number;
  /** Updates in the current epoch. */
  stepInEpoch: number;
  /** Whether all updates of the epoch are made, so that its validation is next. */
  atEpochEnd: boolean;
  /** Scores of the latest update. */
  latest?: UpdateScores;
  validation?: ValidationOf<Scores>;
  /** The scores for early stopping, if they differ from the validation's. */
  judged?: Scores;
  /** The best validation. */
  best?: ValidationOf<Scores>;
  /** The scores for early stopping of the last validation that was better by `minDelta`, and the number of validations after it. */
  counted?: Scores;
  sinceBest: number;
  /** The scores for early stopping of the best validation, if they differ from its own. */
  bestJudged?: Scores;
  /** Fingerprint of the batches that a resumed run skips, for a repeatable source. */
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
  /** The moving average of the weights, of a run that keeps one. */
  readonly average: Float32Array<ArrayBuffer> | undefined;
  /** Weights of the best validation. */
  readonly best: Float32Array<ArrayBuffer> | undefined;
  /** The state with which the next update begins, of a network that hands it on: f32[states][layers][batch][units], in the core's order. */
  readonly carried: Float32Array<ArrayBuffer> | undefined;
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
  readonly sinceBest: number;
  readonly limits: Pick<LoopOptions, "maxSteps" | "epochs" | "patience">;
  readonly symbolsPerSecond: number;
  readonly elapsedMs: number;
  readonly read: number | undefined;
  readonly sample: unknown;
}
