/**
 * The input and output of a generator's network.
 */
import { symbolNetwork } from "../symbol-network.js";

/** @param carry whether an update starts from the state of the one before, as in running text */
export const generateNetwork = (vocabSize: number, embeddingDim: number, numClasses: number, carry: boolean) => ({
  ...symbolNetwork(vocabSize, embeddingDim, numClasses),
  carry,
});
