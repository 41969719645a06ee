/**
 * Samples indices from probabilities like `torch.multinomial`, with the same results for the same seed.
 */

import { checkBoolean, checkInteger, checkKeys } from "../../errors/validate.js";
import { type Generator, globalGenerator } from "../../random/generator.js";
import { mismatch } from "../arrays/mismatch.js";
import { flatFloats, ndArray } from "../arrays/storage.js";
import { integers } from "../arrays/values.js";
import { topk } from "../operations/reductions.js";
import { checkTensor } from "./operands.js";
import { Tensor } from "./tensor.js";

/** Options of {@link multinomial}. */
export interface MultinomialOptions {
  /** Whether an index may be drawn more than once; default false. */
  readonly replacement?: boolean | undefined;
}

/**
 * Draws `n` indices from each row, with probabilities proportional to its numbers: `torch.multinomial`.
 * @param probabilities float32 [K] or [rows, K]: numbers ≥ 0, which need not sum to 1
 * @param n the number of indices to draw from each row
 * @returns int32 [n] or [rows, n], in the order of the draws
 * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`; `ERR_INVALID_OPTION` for negative or infinite numbers, a row of zeros, or fewer
 *   numbers above 0 than indices to draw without replacement
 */
export function multinomial(probabilities: Tensor, n: number, options: MultinomialOptions = {}): Tensor {
  checkTensor("probabilities", probabilities, "float32");
  checkKeys("multinomial", options, ["replacement"]);
  const replacement = checkBoolean("replacement", options.replacement ?? false);
  checkInteger("n", n, 1);
  const { shape } = probabilities;
  const classes = shape.at(-1) ?? 0;
  if (shape.length < 1 || shape.length > 2 || classes === 0) {
    throw mismatch("ERR_SHAPE", "probabilities", "[K] or [rows, K]", shape);
  }
  const p = flatFloats(probabilities);
  for (let start = 0; start < p.length; start += classes) {
    checkRow(p.subarray(start, start + classes), replacement ? 1 : n);
  }
  const generator = globalGenerator();
  const draw = replacement && n > 1 ? drawWithReplacement : drawDistinct;
  return Tensor.of(draw(p, classes, n, generator), [...shape.slice(0, -1), n]);
}

function checkRow(row: Float32Array, needed: number): void {
  const bad = row.find((x) => !(x >= 0 && x < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw mismatch("ERR_INVALID_OPTION", "probabilities", "finite numbers ≥ 0", String(bad));
  const possible = row.reduce((count, x) => count + Number(x > 0), 0);
  if (possible < needed) {
    const wanted = needed > 1 ? `at least ${needed} numbers above 0 in each row` : "a number above 0 in each row";
    throw mismatch("ERR_INVALID_OPTION", "probabilities", wanted, String(possible));
  }
}

/** Draws distinct indices: those with the largest p / q, where the q are exponentially distributed random numbers. */
function drawDistinct(p: Float32Array, classes: number, n: number, generator: Generator): Int32Array {
  const races = p.map((x) => x / Math.fround(-Math.log1p(-generator.nextUniform53())));
  const [, indices] = topk(ndArray(races, [p.length / classes, classes]), n, 1, true);
  return indices.storage.values as Int32Array;
}

/** Draws indices by looking up uniform numbers in the cumulative sums, which are float32 as in PyTorch. */
function drawWithReplacement(p: Float32Array, classes: number, n: number, generator: Generator): Int32Array {
  const out = integers((p.length / classes) * n);
  let at = 0;
  for (let start = 0; start < p.length; start += classes) {
    const sums = p.slice(start, start + classes);
    for (let i = 1; i < classes; i++) (sums[i] as number) += sums[i - 1] as number;
    const total = sums[classes - 1] as number;
    for (let i = 0; i < classes; i++) (sums[i] as number) /= total;
    sums[classes - 1] = 1;
    for (let draw = 0; draw < n; draw++) out[at++] = lowerBound(sums, generator.nextUniform53());
  }
  return out;
}

/** The first index whose sum is at least `x`. */
function lowerBound(sums: Float32Array, x: number): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
