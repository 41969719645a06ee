/**
 * Scores of a regressor's estimates, in the units of the values.
 */
import type { Network } from "../../core/network.js";
import type { Sequences } from "../../data/batches.js";
import { batchesByLength } from "../sequence/batches-by-length.js";
import type { ValueOutput } from "./value-output.js";

/** Sequences with their values. */
export interface Valued {
  readonly sequences: Sequences;
  /** f64[sequences][values], in their own units. */
  readonly values: Float64Array;
  /** The sequences to evaluate; default all. */
  readonly which?: ArrayLike<number> | undefined;
}

/** Sums over values of sequences. */
export interface RegressTotals {
  /** Mean loss of the scaled values. */
  readonly loss: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Mean squared error of each value. */
  readonly squared: readonly number[];
}

/** @param pause called every few milliseconds and awaited */
export async function evaluateValues(
  network: () => Network,
  { sequences, values, which }: Valued,
  output: ValueOutput,
  rows: number,
  pause: () => undefined | Promise<void>,
): Promise<RegressTotals> {
  const { size } = output;
  const squared = new Float64Array(size);
  let [loss, absolute, total] = [0, 0, 0];
  for (const batch of batchesByLength(network, sequences, rows, which)) {
    const { length } = batch.sequences;
    batch.network.evaluate(1);
    const answers = batch.network.values;
    const width = batch.network.config.output.size;
    loss += (batch.network.results[0] as number) * length;
    total += length;
    for (let i = 0; i < length; i++) {
      const estimates = output.numbersOf(answers.subarray(i * width, (i + 1) * width));
      const at = (batch.sequences[i] as number) * size;
      for (let column = 0; column < size; column++) {
        const error = (estimates[column] as number) - (values[at + column] as number);
        absolute += Math.abs(error);
        (squared[column] as number) += error * error;
      }
    }
    await pause();
  }
  return { loss: loss / total, mae: absolute / (total * size), squared: Array.from(squared, (sum) => sum / total) };
}
