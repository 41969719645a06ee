/**
 * Appends batches that another thread packed.
 */
import type { BatchArrays, Batches } from "../../../data/batches.js";

/** @param other batches of the same layout */
export function appendBatches(batches: Batches, other: BatchArrays): void {
  const { features = 1, targetSize = 1 } = batches.layout;
  for (let i = 0; i < other.count; i++) {
    const [from, to] = [other.rowStarts[i] as number, other.rowStarts[i + 1] as number];
    const [first, last] = [other.timeStarts[i] as number, other.timeStarts[i + 1] as number];
    const [target, targetEnd] = [other.targetStarts[i] as number, other.targetStarts[i + 1] as number];
    const [at, targetAt] = [batches.timeStarts[batches.count] as number, batches.targetStarts[batches.count] as number];
    const row = batches.open(to - from, last - first, other.sizes[first] as number);
    batches.inputs.set(other.inputs.subarray(from * features, to * features), row * features);
    batches.targets.set(other.targets.subarray(target * targetSize, targetEnd * targetSize), targetAt * targetSize);
    batches.sizes.set(other.sizes.subarray(first, last), at);
  }
}
