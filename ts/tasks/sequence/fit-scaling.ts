/**
 * Fits the scaling of columns on a part of some rows.
 */
import { fitScale, type Scale } from "../../data/scaling.js";
import type { InputScaling, NumberRows } from "./rows.js";
import type { ScalingSpec } from "./source-spec.js";

/**
 * @param sequences the part: indices of sequences, whose rows are starts[i] … starts[i + 1] − 1
 * @returns scales and means; values that were missing do not count
 */
export function fitScaling(
  { method, known }: ScalingSpec,
  { columns, values, gaps }: NumberRows,
  starts: ArrayLike<number>,
  sequences: ArrayLike<number>,
): InputScaling {
  if (known) return known;
  let rows = 0;
  for (let i = 0; i < sequences.length; i++) {
    const sequence = sequences[i] as number;
    rows += (starts[sequence + 1] as number) - (starts[sequence] as number);
  }
  const [scales, means]: [Scale[], number[]] = [[], []];
  const found = new Float64Array(rows);
  for (let column = 0; column < columns; column++) {
    let count = 0;
    for (let i = 0; i < sequences.length; i++) {
      const sequence = sequences[i] as number;
      const end = (starts[sequence + 1] as number) * columns + column;
      for (let at = (starts[sequence] as number) * columns + column; at < end; at += columns)
        if (!gaps?.[at]) found[count++] = values[at] as number;
    }
    const observed = found.subarray(0, count);
    scales.push(fitScale(method, observed));
    means.push(fitScale("standard", observed).shift);
  }
  return { scales, means };
}
