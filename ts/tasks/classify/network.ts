/**
 * The output of a classifier's network.
 */
import type { Loss, NetworkConfig } from "../../core/network-config.js";
import type { SequenceReadout } from "../sequence/options.js";

/** A class for each sequence. @param training what only the loss of training has: weights and smoothing */
export const classifyOutput = (
  readout: SequenceReadout,
  size: number,
  training: Omit<Extract<Loss, { kind: "crossEntropy" }>, "kind"> = {},
): NetworkConfig["output"] => ({ readout, loss: { kind: "crossEntropy", ...training }, size });
