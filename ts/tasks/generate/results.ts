/**
 * What a generator answers besides text.
 */
import type { GenerateScores } from "./progress.js";

/** A symbol that could come next. */
export interface NextSymbol {
  /** The symbol; of items the end is an empty string. */
  readonly symbol: string;
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
  readonly bits: Float32Array;
  /** The likeliest symbols to follow, likeliest first. */
  readonly next: NextSymbol[];
}

/** What {@link TextGenerator.evaluate} found. */
export interface GeneratorEvaluation extends GenerateScores {
  /** e to the loss: among how many equally likely symbols the model would be as unsure. */
  readonly perplexity: number;
  /** The same for predictions by the symbols' frequencies in the training data. */
  readonly baseline: { readonly bitsPerSymbol: number };
}
