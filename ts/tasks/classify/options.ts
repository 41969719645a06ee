/**
 * The options of a classifier's runs, those of all tasks included, grouped as in help texts.
 */

import type { Label } from "../../data/labels.js";
import type { TaskDefaults } from "../../options/common.js";
import { type AllOf, allOf } from "../../options/groups.js";
import { number, object, option, unchecked, word } from "../../options/schema.js";
import { sequenceDefaults, sequenceOptionGroups, sequenceStop } from "../sequence/options.js";
import { classWeightsKind } from "./class-weights.js";

/** An L2 penalty would shrink the embeddings of rare symbols in every update. The weight decay is that of symbols. */
export const classifyDefaults: TaskDefaults = { ...sequenceDefaults, optimizer: "adamw", weightDecay: 0.05 };

/**
 * What ends a run whose options name no end. Where classes can be told apart, the loss falls for ever without a different answer, so gains below
 * `minDelta` do not prolong the run.
 */
export const classifyStop = { ...sequenceStop, minDelta: 0.0005 } as const;

/** The default weight decay for sequences of numbers. */
export const weightDecayOfNumbers = 0.3;

const labelOptions = {
  /** The labels in the order of the probabilities; default: those in the data, in order of first appearance. */
  classes: option(unchecked<readonly Label[]>("words"), "the labels in order (those in the data)"),
  /**
   * Weights of the classes in the loss: `"balanced"` (n / (K · n_k) of the training part), an array in the order of the classes, or an object
   * by label, where labels that it lacks have 1.
   */
  classWeights: option(classWeightsKind, "weights of the classes in the loss: balanced, or a number for each"),
  /** Label smoothing of the loss, 0 … 1; default 0. */
  labelSmoothing: option(number({ min: 0, max: 1 }), "share of each target given to all labels", 0),
};

const stopOptions = {
  /** Ends when a validation reaches all given thresholds. */
  until: option(
    object({
      /** Minimum share of right labels in the validation, 0 … 1. */
      accuracy: option(number({ min: 0, max: 1 }), "stop at this validation accuracy"),
      /** Maximum mean loss of the validation. */
      loss: option(number({ min: 0 }), "stop at this validation loss"),
    }),
    "all of what is given",
  ),
  /** The validation score that `patience` and the kept weights go by; default `"loss"`. Of equals, the first is kept. */
  monitor: option(word("loss", "accuracy", "macroF1"), "the score that patience goes by (loss)"),
};

/** Grouped as in help texts. */
export const classifyOptionGroups = sequenceOptionGroups(classifyDefaults, {
  Data: labelOptions,
  Stopping: stopOptions,
});

export const classifyOptions: AllOf<typeof classifyOptionGroups> = allOf(classifyOptionGroups);

/** The validation score that a run goes by. */
export type Monitor = "loss" | "accuracy" | "macroF1";
