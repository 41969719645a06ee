/**
 * The example in each progress of a run on pairs.
 */
import type { Batches } from "../../../data/batches.js";
import type { Example } from "../source-spec.js";

/** The first sequence of the first batch, which is the longest. */
export function firstOf({ inputs, targets, sizes, timeStarts }: Batches): Example {
  const stepsOf = (values: ArrayLike<number>) => {
    let row = 0;
    return Int32Array.from(sizes.subarray(0, timeStarts[1]), (size) => {
      const value = values[row] as number;
      row += size;
      return value;
    });
  };
  return { tokens: stepsOf(inputs), targets: stepsOf(targets) };
}
