/**
 * What a run tells while it goes on.
 */

/** Mean loss and accuracy of what was held back, and the update after which they were measured. */
export interface Validation {
  /** The update after which it was measured, from 1. */
  readonly step: number;
  /** Mean cross entropy of a symbol, in nats. */
  readonly loss: number;
  /** Share of the symbols that were right. */
  readonly accuracy: number;
}

/** The state of a run. */
export interface Progress {
  /** Updates so far, from 1. */
  readonly step: number;
  /** The epoch that this update belongs to, from 1. */
  readonly epoch: number;
  /** Mean loss of this update's batch. */
  readonly loss: number;
  /** Share of this batch's symbols that were right. */
  readonly accuracy: number;
  /** The latest validation. */
  readonly validation?: Validation;
  /** Norm of all gradients of this update, before clipping. */
  readonly gradNorm: number;
  /** Learning rate of this update. */
  readonly lr: number;
  /** Symbols trained on in a second of training. */
  readonly charsPerSecond: number;
  /** Since the run's start. */
  readonly elapsedMs: number;
  /**
   * The same sequence in each progress, and what the model makes of it by now: for a cipher what its alphabet has of "THIS-IS-A-SECRET"
   * (or its first 16 symbols), else the first pair of the validation, or of the training. In the form of the alphabets.
   */
  readonly sample: {
    /** What the model reads. */
    readonly input: string | readonly string[];
    /** What it makes of that. */
    readonly output: string | readonly string[];
    /** What would be right. */
    readonly target: string | readonly string[];
  };
}
