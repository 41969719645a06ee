/**
 * What a generator answers besides text.
 */
import type { GenerateScores } from "./progress.js";

/** A symbol that could come next. */
export interface NextSymbol {
  /** The symbol; empty for the end of an item. */
  readonly symbol: string;
  /** Its probability, 0 … 1. */
  readonly probability: number;
}

/** How surprising a text is. */
export interface Score {
  /** Mean of the bits; 0 for a text without symbols. */
  readonly bitsPerSymbol: number;
  /** Surprise of each symbol in bits, −log₂ of its probability. The first of running text is log₂ of the number of symbols; the last of an item is its end. */
  readonly bits: Float32Array;
}

/** What a stream returns for a chunk: surprises, and symbols that could follow. */
export interface Surprise {
  /** The surprise of each symbol of the chunk in bits, −log₂ of its probability. */
  readonly bits: Float32Array;
  /** The ten likeliest symbols to follow, likeliest first. */
  readonly next: NextSymbol[];
}

/** The result of {@link TextGenerator.evaluate}. */
export interface GeneratorEvaluation extends GenerateScores {
  /** e to the loss: the number of equally likely symbols that would be as uncertain. */
  readonly perplexity: number;
  /** The result of predicting by the symbols' frequencies in the training data. */
  readonly baseline: {
    /** Mean cross entropy of a symbol, in bits. */
    readonly bitsPerSymbol: number;
  };
}
