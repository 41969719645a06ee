/**
 * The options of a regressor's runs, those of all tasks included, grouped as in help texts.
 */
import { dataOptions, lengthOptions, modelOptions, runOptions, scheduleOptions } from "../../options/common.js";
import { optimizerOptions } from "../../options/optimizer.js";
import { number, type OptionSchema, object, option, word } from "../../options/schema.js";
import { inputOptions, readoutOption, sequenceDefaults, splitOptions } from "../sequence/options.js";
import { regressLosses } from "./network.js";

const lossOption = {
  /** The loss, of scaled values; default `"mse"`. `"gaussian"` also estimates variances, by which uncertain sequences count less. */
  loss: option(word(...regressLosses), "mse, mae, huber or gaussian (mse)"),
};

const stopOptions = {
  /** Ends when a validation reaches all given thresholds. */
  until: option(
    object({
      /** Maximum mean loss of the validation. */
      loss: option(number({ min: 0 }), "stop at this validation loss"),
    }),
    "all of what is given",
  ),
};

/** Grouped as in help texts. */
export const regressOptionGroups = {
  Model: { ...inputOptions(sequenceDefaults), ...modelOptions(sequenceDefaults), ...readoutOption },
  Data: { ...dataOptions(sequenceDefaults), ...splitOptions, ...lossOption },
  Optimizer: optimizerOptions(sequenceDefaults),
  "Learning rate schedule": scheduleOptions,
  Stopping: { ...lengthOptions, ...stopOptions },
  Run: runOptions,
} satisfies Record<string, OptionSchema>;

export const regressOptions = {
  ...regressOptionGroups.Model,
  ...regressOptionGroups.Data,
  ...regressOptionGroups.Optimizer,
  ...scheduleOptions,
  ...regressOptionGroups.Stopping,
  ...runOptions,
};
