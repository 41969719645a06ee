/**
 * The size of the largest batch of a set of sequences.
 */
import { countOf, lengthOf, type SequenceBounds } from "./batches.js";

/** The maximum rows and sequences of a batch of `batchSize` sequences. */
export function largestOf(from: SequenceBounds, batchSize: number): { readonly rows: number; readonly batch: number } {
  const lengths = Int32Array.from({ length: countOf(from) }, (_, i) => lengthOf(from, i)).sort();
  const longest = lengths.subarray(-batchSize);
  return { rows: longest.reduce((a, b) => a + b, 0), batch: longest.length };
}
