/**
 * Scores of a classifier's answers.
 */
import { type Network, resultLength } from "../../core/network.js";
import type { Sequences } from "../../data/batches.js";
import { batchesByLength } from "../sequence/batches-by-length.js";
import type { ClassifyScores } from "./progress.js";

/** Sequences with their classes. */
export interface Classified {
  readonly sequences: Sequences;
  readonly classes: Int32Array;
  /** The number of classes. */
  readonly count: number;
  /** The sequences to evaluate; default all. */
  readonly which?: ArrayLike<number> | undefined;
}

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

/** @param pause called every few milliseconds and awaited */
export async function evaluateClasses(
  network: () => Network,
  { sequences, classes, count, which }: Classified,
  rows: number,
  pause: () => undefined | Promise<void>,
): Promise<ClassTotals> {
  const counts = new Uint32Array(count * count);
  let [loss, total] = [0, 0];
  for (const batch of batchesByLength(network, sequences, rows, which)) {
    const { length } = batch.sequences;
    batch.network.evaluate(1);
    loss += (batch.network.results.subarray(0, resultLength)[0] as number) * length;
    total += length;
    for (let i = 0; i < length; i++) {
      const truth = classes[batch.sequences[i] as number] as number;
      (counts[truth * count + (batch.network.predictions[i] as number)] as number)++;
    }
    await pause();
  }
  return { loss: loss / total, counts, classes: count };
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
