/**
 * The order of packed sequences in PyTorch's `pack_padded_sequence` with `enforce_sorted=False`: a stable sort by length, longest first,
 * then for each time step a row per sequence that reaches it.
 */

/** The indices that sort `lengths` in descending order; the sort is stable. */
export function byLength(lengths: ArrayLike<number>): Float64Array {
  const count = lengths.length;
  let [greatest, sorted] = [0, true];
  for (let i = 0; i < count; i++) {
    greatest = Math.max(greatest, lengths[i] as number);
    sorted &&= i === 0 || (lengths[i] as number) <= (lengths[i - 1] as number);
  }
  // PERF: length and index combined in one number, because typed arrays sort numbers fast.
  const keys = new Float64Array(count).map((_, i) => (greatest - (lengths[i] as number)) * count + i);
  return (sorted ? keys : keys.sort()).map((key) => key % count);
}

/** How many of the first `running` lengths, sorted in descending order, exceed `time`. */
export function stillRunning(lengths: ArrayLike<number>, running: number, time: number): number {
  let left = running;
  while ((lengths[left - 1] as number) <= time) left--;
  return left;
}
