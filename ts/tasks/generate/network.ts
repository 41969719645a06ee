/**
 * The input and output of a generator's network.
 */
import type { NetworkConfig } from "../../core/network-config.js";

/** Reads tokens, outputs a class at every step. Of running text, updates hand their state on. */
export const generateNetwork = (vocabSize: number, embeddingDim: number, numClasses: number, carry: boolean) =>
  ({
    input: { kind: "tokens", vocabSize, embeddingDim },
    output: { readout: "all", loss: { kind: "crossEntropy" }, size: numClasses },
    carry,
  }) as const satisfies Pick<NetworkConfig, "input" | "output" | "carry">;
