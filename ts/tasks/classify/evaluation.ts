/**
 * Scores of a classifier's answers.
 */
import { meanLoss, type SequenceScore } from "../sequence/scores.js";
import type { ClassifyScores } from "./progress.js";

/** How often each class was answered with each, and the loss. */
export interface ClassTotals {
  /** Mean cross entropy of a sequence. */
  readonly loss: number;
  /** counts[truth · K + answer] */
  readonly counts: Uint32Array;
  readonly classes: number;
}

/** Scores of one class. Shares are 0 … 1, and 0 where there is nothing to divide by. */
export interface ClassFigures {
  /** Share of the sequences answered with this class that have it. */
  readonly precision: number;
  /** Share of the sequences of this class that were answered with it. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** The number of sequences of this class. */
  readonly support: number;
}

/** @param classes the class of each sequence, of `count` */
export function totalsOf(scores: readonly SequenceScore[], classes: Int32Array, count: number): ClassTotals {
  const counts = new Uint32Array(count * count);
  for (const { sequences, predictions } of scores)
    for (const [i, sequence] of sequences.entries())
      (counts[(classes[sequence] as number) * count + (predictions[i] as number)] as number)++;
  return { loss: meanLoss(scores), counts, classes: count };
}

/** Precision, recall and F1 of each class; 0 where there is nothing to divide by, as in scikit-learn. */
export function figuresOf({ counts, classes }: ClassTotals): ClassFigures[] {
  const indices = Array.from({ length: classes }, (_, i) => i);
  const sum = (at: (index: number) => number) => indices.reduce((total, i) => total + (counts[at(i)] as number), 0);
  return indices.map((k) => {
    const right = counts[k * classes + k] as number;
    const [support, answered] = [sum((i) => k * classes + i), sum((i) => i * classes + k)];
    const [precision, recall] = [ratio(right, answered), ratio(right, support)];
    return { precision, recall, f1: ratio(2 * precision * recall, precision + recall), support };
  });
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** The mean over all classes. */
export const meanOf = (figures: readonly ClassFigures[], name: "recall" | "f1"): number =>
  figures.reduce((sum, figure) => sum + figure[name], 0) / figures.length;

export function scoresOf(totals: ClassTotals): ClassifyScores {
  const { loss, counts, classes } = totals;
  const total = counts.reduce((a, b) => a + b, 0);
  let right = 0;
  for (let k = 0; k < classes; k++) right += counts[k * classes + k] as number;
  return { loss, accuracy: right / total, macroF1: meanOf(figuresOf(totals), "f1") };
}
