/**
 * The options of a regressor's runs, those of all tasks included, grouped as in help texts.
 */
import type { TaskDefaults } from "../../options/common.js";
import { type AllOf, allOf } from "../../options/groups.js";
import { number, object, option, word } from "../../options/schema.js";
import { sequenceDefaults, sequenceOptionGroups } from "../sequence/options.js";
import { regressLosses } from "./network.js";

/** An L2 penalty, which fits sums and other exact values better than the decay of AdamW. */
export const regressDefaults: TaskDefaults = { ...sequenceDefaults, optimizer: "adam", weightDecay: 0.0003 };

const lossOption = {
  /** The loss, of scaled values; default `"mse"`. `"gaussian"` also estimates variances, so uncertain sequences count less. */
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
export const regressOptionGroups = sequenceOptionGroups(regressDefaults, { Data: lossOption, Stopping: stopOptions });

export const regressOptions: AllOf<typeof regressOptionGroups> = allOf(regressOptionGroups);
