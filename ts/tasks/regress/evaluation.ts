/**
 * Scores of a regressor's estimates, in the units of the values.
 */
import { meanLoss, type SequenceScore } from "../sequence/scores.js";
import type { ValueOutput } from "./value-output.js";

/** Sums over values of sequences. */
export interface RegressTotals {
  /** Mean loss of the scaled values. */
  readonly loss: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Mean squared error of each value. */
  readonly squared: readonly number[];
}

/** @param values f64[sequences][values], in their own units */
export function totalsOf(scores: readonly SequenceScore[], values: Float64Array, output: ValueOutput): RegressTotals {
  const { size } = output;
  const squared = new Float64Array(size);
  let [absolute, total] = [0, 0];
  for (const { sequences, values: answers } of scores) {
    const { length } = sequences;
    const width = answers.length / length;
    total += length;
    for (const [i, sequence] of sequences.entries()) {
      const estimates = output.numbersOf(answers.subarray(i * width, (i + 1) * width));
      for (let column = 0; column < size; column++) {
        const error = (estimates[column] as number) - (values[sequence * size + column] as number);
        absolute += Math.abs(error);
        (squared[column] as number) += error * error;
      }
    }
  }
  const mse = Array.from(squared, (sum) => sum / total);
  return { loss: meanLoss(scores), mae: absolute / (total * size), squared: mse };
}
