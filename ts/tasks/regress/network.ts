/**
 * The output of a regressor's network.
 */
import type { Loss, NetworkConfig } from "../../core/network-config.js";
import type { SequenceReadout } from "../sequence/options.js";

/** The loss of a regressor, of scaled values. */
export type RegressLoss = "mse" | "mae" | "huber" | "gaussian";

export const regressLosses = ["mse", "mae", "huber", "gaussian"] as const satisfies readonly RegressLoss[];

const lossOf = (kind: RegressLoss): Loss => (kind === "huber" ? { kind, delta: 1 } : { kind });

/** `size` numbers for each sequence; with the loss `gaussian` their variances as well. */
export const regressOutput = (readout: SequenceReadout, loss: RegressLoss, size: number): NetworkConfig["output"] => ({
  readout,
  loss: lossOf(loss),
  size: loss === "gaussian" ? 2 * size : size,
});
