/**
 * What a generator answers besides text.
 */
import type { GenerateScores } from "./progress.js";

/** A symbol that could come next. */
export interface NextSymbol {
  /** The symbol; of items the end is an empty string. */
  readonly symbol: string;
  /** Its probability, 0 … 1. */
  readonly probability: number;
}

/** How surprising a text is. */
export interface Score {
  /** Mean of the bits. */
  readonly bitsPerSymbol: number;
  /** Surprise of each symbol in bits, −log₂ of its probability. Of running text the first is log₂ of the number of symbols; of items the end is the last. */
  readonly bits: Float32Array;
}

/** What a stream answers to symbols: their surprise, and what could follow. */
export interface Surprise {
  /** The surprise of each symbol of the chunk in bits, −log₂ of its probability. */
  readonly bits: Float32Array;
  /** The ten likeliest symbols to follow, likeliest first. */
  readonly next: NextSymbol[];
}

/** The result of {@link TextGenerator.evaluate}. */
export interface GeneratorEvaluation extends GenerateScores {
  /** e to the loss: among how many equally likely symbols the model would be as unsure. */
  readonly perplexity: number;
  /** The result of predicting by the symbols' frequencies in the training data. */
  readonly baseline: {
    /** Mean cross entropy of a symbol, in bits. */
    readonly bitsPerSymbol: number;
  };
}
