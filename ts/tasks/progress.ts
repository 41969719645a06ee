/**
 * The progress of a run of any task, to which each task adds scores and a sample.
 */
import type { ValidationOf } from "../model/model.js";

/** The state of a run without its scores. */
export interface RunProgress<Name extends string, Scores, Sample> {
  /** The task of the run. */
  readonly task: Name;
  /** Updates so far, from 1. */
  readonly step: number;
  /** The epoch that this update belongs to, from 1. */
  readonly epoch: number;
  /** The latest validation. */
  readonly validation?: ValidationOf<Scores>;
  /** Validations since the best one, or since the last one that was better by `minDelta`; `patience` limits it. */
  readonly sinceBest: number;
  /** What ends the run at the latest: the options given, or the defaults of the task. */
  readonly limits: {
    /** Updates. */
    readonly maxSteps: number | undefined;
    /** Epochs. */
    readonly epochs: number | undefined;
    /** Validations without an improvement. */
    readonly patience: number | undefined;
  };
  /** Norm of all gradients of this update, before clipping. */
  readonly gradNorm: number;
  /** Learning rate of this update. */
  readonly lr: number;
  /** Time steps (symbols or rows) per second of training. */
  readonly symbolsPerSecond: number;
  /** Milliseconds since the start of the run. */
  readonly elapsedMs: number;
  /** With `blockSize`: sequences, or characters of a text, that this epoch has read. */
  readonly read?: number | undefined;
  /** An example with the model's current output. */
  readonly sample: Sample;
}
