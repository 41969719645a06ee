/**
 * The progress of a classifier's run.
 */

import type { Label } from "../../data/labels.js";
import type { RunProgress } from "../progress.js";

/** How well sequences are classified. */
export interface ClassifyScores {
  /** Mean cross entropy of a sequence, in nats, without weights and smoothing. */
  readonly loss: number;
  /** Share of the sequences with the right label. */
  readonly accuracy: number;
  /** Mean F1 of all classes; a rare class counts as much as a frequent one. */
  readonly macroF1: number;
  readonly [name: string]: number;
}

/** The same sequence in each progress: the first of the validation, or of the training. */
export interface ClassifySample<L extends Label = Label> {
  /** The sequence, in the form of the data. */
  readonly input: unknown;
  /** Its label. */
  readonly label: L;
  /** The likeliest label. */
  readonly predicted: L;
  /** The probability of `predicted`. */
  readonly probability: number;
}

/** The state of a run; loss and accuracy are those of this update's batch. */
export interface ClassifyProgress extends RunProgress<"classify", ClassifyScores, ClassifySample> {
  /** The loss of the batch, with class weights and smoothing. */
  readonly loss: number;
  /** Share of the batch with the right label. */
  readonly accuracy: number;
}
