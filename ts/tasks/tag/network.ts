/**
 * The ends of a tagger's network.
 */
import type { NetworkConfig } from "../../core/network.js";

/** Tokens in, a class at every step out. */
export const tagNetwork = (vocabSize: number, embeddingDim: number, numClasses: number) =>
  ({
    input: { kind: "tokens", vocabSize, embeddingDim },
    output: { readout: "all", loss: { kind: "crossEntropy" }, size: numClasses },
  }) as const satisfies Pick<NetworkConfig, "input" | "output">;
