/**
 * The evaluation of a classifier.
 */
import type { Network } from "../../core/network.js";
import { type Label, Labels } from "../../data/labels.js";
import { ReadingControl } from "../../data/reading.js";
import { readAnswered } from "../sequence/answered-data.js";
import { encodeAll } from "../sequence/encode-all.js";
import { scoresOfAll } from "../sequence/scores.js";
import type { ClassifyCodec } from "./codec.js";
import { type ClassFigures, figuresOf, meanOf, scoresOf, totalsOf } from "./evaluation.js";
import type { ClassifyScores } from "./progress.js";
import { classifyKeys } from "./training-data.js";

/** The result of {@link Classifier.evaluate}. */
export interface ClassifierEvaluation<L extends Label = Label> {
  /** Mean cross entropy of a sequence, in nats. */
  readonly loss: number;
  /** Share of the sequences with the right label, 0 … 1. */
  readonly accuracy: number;
  /** The mean recall of all classes, 0 … 1. */
  readonly balancedAccuracy: number;
  /** The mean F1 of all classes, 0 … 1. */
  readonly macroF1: number;
  /** Scores of each class; 0 where there is nothing to divide by. */
  readonly perClass: readonly (ClassFigures & {
    /** The label of the class. */
    readonly label: L;
  })[];
  /** The confusion matrix. */
  readonly confusion: {
    /** The labels, in the order of the model's `classes`. */
    readonly labels: readonly L[];
    /** counts[truth][answer], both in the order of `labels`. */
    readonly counts: readonly (readonly number[])[];
  };
  /** The result of always answering with the most frequent label of the training part. */
  readonly baseline: {
    /** This label. */
    readonly label: L;
    /** Share of the sequences that have it. */
    readonly accuracy: number;
  };
}

export async function evaluateLabeled(
  data: unknown,
  { input, classes, counts: trained }: ClassifyCodec,
  network: () => Network,
  rows: number,
  pause: () => undefined | Promise<void>,
): Promise<ClassifierEvaluation> {
  const labels = new Labels(classes);
  const items = await readAnswered(data, classifyKeys);
  const { inputs, starts } = await encodeAll(input, items, new ReadingControl());
  const truths = Int32Array.from(items.answers, (label, i) => labels.indexOf(label, items.answerName(i)));
  const sequences = { inputs, targets: truths, starts };
  const totals = totalsOf(await scoresOfAll(network, sequences, rows, pause), truths, classes.length);
  const figures = figuresOf(totals);
  const { loss, accuracy, macroF1 }: ClassifyScores = scoresOf(totals);
  const supports = figures.map(({ support }) => support);
  // PyTorch's files do not tell what was frequent in training: then what is frequent here.
  const majority = indexOfMax(trained ?? supports);
  const size = classes.length;
  return {
    loss,
    accuracy,
    balancedAccuracy: meanOf(figures, "recall"),
    macroF1,
    perClass: figures.map((figure, i) => ({ label: classes[i] as Label, ...figure })),
    confusion: {
      labels: classes,
      counts: classes.map((_, truth) => Array.from(totals.counts.subarray(truth * size, (truth + 1) * size))),
    },
    baseline: { label: classes[majority] as Label, accuracy: (supports[majority] as number) / truths.length },
  };
}

const indexOfMax = (values: readonly number[]): number => values.indexOf(Math.max(...values));
