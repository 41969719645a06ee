/**
 * The progress of a generator's run.
 */
import type { RunProgress } from "../progress.js";

/** How well the next symbol is predicted. */
export interface GenerateScores {
  /** Mean cross entropy of a symbol, in nats. */
  readonly loss: number;
  /** Share of the symbols that the model found likeliest. */
  readonly accuracy: number;
  /** The loss in bits. */
  readonly bitsPerSymbol: number;
}

/** What the model writes at present. */
export interface GenerateSample {
  /**
   * Running text: the latest symbols of a text that grows with each progress. Items: a new one each time. Drawn by a separate generator, so
   * watching does not change the run.
   */
  readonly text: string | readonly string[];
}

/** The state of a run; the scores are those of this update's batch. */
export interface GenerateProgress extends RunProgress<"generate", GenerateScores, GenerateSample>, GenerateScores {}

/** Scores with the loss in bits too. */
export const scoresOf = (loss: number, accuracy: number) => ({ loss, accuracy, bitsPerSymbol: loss / Math.LN2 });
