/**
 * The progress of a tagging run.
 */
import type { RunProgress } from "../progress.js";

/** How well symbols are told. */
export interface TagScores {
  /** Mean cross entropy of a symbol, in nats. */
  readonly loss: number;
  /** Share of the symbols that were right. */
  readonly accuracy: number;
}

/**
 * The same sequence in each progress: for a cipher what its alphabet has of "THIS-IS-A-SECRET" (or its first 16 symbols), else the first
 * pair of the validation, or of the training. In the form of the alphabets.
 */
export interface TagSample {
  /** What the model reads. */
  readonly input: string | readonly string[];
  /** What it makes of that. */
  readonly output: string | readonly string[];
  /** What would be right. */
  readonly target: string | readonly string[];
}

/** The state of a run; loss and accuracy are those of this update's batch. */
export interface TagProgress extends RunProgress<"tag", TagScores, TagSample>, TagScores {}
