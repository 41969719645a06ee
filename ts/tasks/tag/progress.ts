/**
 * The progress of a tagging run.
 */
import type { RunProgress } from "../progress.js";

/** The scores of a tagger. */
export interface TagScores {
  /** The mean cross entropy per symbol, in nats. */
  readonly loss: number;
  /** The share of correct symbols. */
  readonly accuracy: number;
}

/**
 * An example with the model's current output, in the form of the alphabets. Every progress shows the same one: for a cipher,
 * "THIS-IS-A-SECRET" as far as its alphabet has the letters (or its first 16 symbols); otherwise the first validation or training pair.
 */
export interface TagSample {
  /** The input. */
  readonly input: string | readonly string[];
  /** The model's output. */
  readonly output: string | readonly string[];
  /** The correct output. */
  readonly target: string | readonly string[];
}

/** The state of a run. Loss and accuracy are those of this update's batch. */
export interface TagProgress extends RunProgress<"tag", TagScores, TagSample>, TagScores {}
