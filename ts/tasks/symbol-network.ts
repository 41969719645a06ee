/**
 * The input and output of networks that read symbols and output symbols: of taggers and of text generators.
 */
import type { NetworkConfig } from "../core/network-config.js";

/** Reads tokens, outputs a class at every step. */
export const symbolNetwork = (vocabSize: number, embeddingDim: number, numClasses: number) =>
  ({
    input: { kind: "tokens", vocabSize, embeddingDim },
    output: { readout: "all", loss: { kind: "crossEntropy" }, size: numClasses },
  }) as const satisfies Pick<NetworkConfig, "input" | "output">;
