/**
 * A run as the thread that does it sees it: plain values, so that they can be sent to a worker and kept in a checkpoint. Nothing here
 * says what is learned: tokens go in, targets are compared.
 */

import type { OptimizerSettings } from "../../core/network.js";
import type { AlignedSequences } from "../../data/batches.js";
import type { ModelConfig } from "../../model/config.js";
import type { ScheduleSettings } from "../../options/schedule.js";
import type { Validation } from "../run/progress.js";

/** A sequence that is shown with each progress. */
export interface Sample {
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
}

/** Messages drawn at random, and encrypted: by a built-in cipher of this recipe, or by the calling thread. */
export interface MessageSettings {
  readonly form: "messages";
  readonly recipe: { readonly kind: string; readonly options: object } | undefined;
  /** What each symbol of the cipher is in the model's alphabets. */
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly messageLength: number;
  readonly stepsPerEpoch: number;
  /** Messages of a validation. */
  readonly validation: number;
  readonly batchSize: number;
  readonly sample: Sample;
}

/** Pairs that are all there. */
export interface PairedSettings {
  readonly form: "pairs";
  readonly pairs: AlignedSequences;
  /** How many of them to hold back, or pairs of their own. */
  readonly validation: number | AlignedSequences;
  readonly shuffle: boolean;
  readonly batchSize: number;
}

/** Pairs that the calling thread reads as they are needed. */
export interface StreamSettings {
  readonly form: "stream";
  /** Ends an epoch before the stream does. */
  readonly stepsPerEpoch: number | undefined;
  readonly validation: AlignedSequences | undefined;
  readonly batchSize: number;
  /** Whether each pass must give the same pairs: then what a checkpoint has read is compared when it is resumed. */
  readonly isRepeatable: boolean;
}

/** Where batches come from. */
export type SourceSettings = MessageSettings | PairedSettings | StreamSettings;

/** What ends a run. */
export interface Ending {
  readonly maxSteps: number | undefined;
  readonly epochs: number | undefined;
  readonly until: { readonly accuracy?: number | undefined; readonly loss?: number | undefined } | undefined;
  readonly patience: number | undefined;
}

/** All that a run needs. */
export interface Job {
  readonly config: ModelConfig;
  readonly source: SourceSettings;
  readonly seed: number;
  readonly optimizer: OptimizerSettings;
  readonly clipGradNorm: number | undefined;
  readonly lr: number;
  /** `"function"`: the calling thread is asked. */
  readonly schedule: ScheduleSettings | "function" | undefined;
  readonly ending: Ending;
  readonly progressEvery: number | { readonly ms: number };
  /** Whether the calling thread wants a checkpoint after each epoch. */
  readonly wantsCheckpoints: boolean;
  /** Weights to start from; else they are drawn. */
  readonly weights: Float32Array | undefined;
  /** Where to go on. */
  readonly resume: Snapshot | undefined;
}

/** Figures that end a run. */
export interface Judgement {
  readonly loss: number;
  readonly accuracy: number;
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
  /** What the latest update found. */
  latest?: { readonly loss: number; readonly accuracy: number; readonly gradNorm: number; readonly lr: number };
  validation?: Validation;
  /** What the run is judged by then, where that is more than the validation's own sequences. */
  judged?: Judgement;
  /** The validation with the lowest loss, and how many came after it. */
  best?: Validation;
  sinceBest: number;
  /** The loss by which it is the best, where that is not its own. */
  bestJudgedLoss?: number;
  /** Fingerprint of the batches that a resumed run passes over, of a stream that is repeatable. */
  passed?: string;
}

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

/** A progress before symbols are put to its indices. */
export interface Report {
  readonly step: number;
  readonly epoch: number;
  readonly latest: NonNullable<RunState["latest"]>;
  readonly validation: Validation | undefined;
  readonly charsPerSecond: number;
  readonly elapsedMs: number;
  readonly sample: Sample & { readonly predictions: Int32Array };
}
