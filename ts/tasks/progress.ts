/**
 * The progress of a run of any task; scores and sample are the task's.
 */
import type { ValidationOf } from "../model/model.js";

/** The state of a run beside its scores. */
export interface RunProgress<Name extends string, Scores, Sample> {
  /** What is learned. */
  readonly task: Name;
  /** Updates so far, from 1. */
  readonly step: number;
  /** The epoch that this update belongs to, from 1. */
  readonly epoch: number;
  /** The latest validation. */
  readonly validation?: ValidationOf<Scores>;
  /** Norm of all gradients of this update, before clipping. */
  readonly gradNorm: number;
  /** Learning rate of this update. */
  readonly lr: number;
  /** Time steps (symbols or rows) trained on in a second of training. */
  readonly symbolsPerSecond: number;
  /** Since the run's start. */
  readonly elapsedMs: number;
  /** What the model makes of an example by now. */
  readonly sample: Sample;
}
