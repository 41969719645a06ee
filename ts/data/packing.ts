/**
 * The order of packed sequences, PyTorch's `pack_padded_sequence` with `enforce_sorted=False`: longest first, those of equal length in their
 * order, a row for each sequence that still runs at each time.
 */

/** The places of lengths from the greatest to the smallest. */
export function longestFirst(lengths: ArrayLike<number>): Float64Array {
  const count = lengths.length;
  let greatest = 0;
  for (let i = 0; i < count; i++) greatest = Math.max(greatest, lengths[i] as number);
  // Length and place as one number: typed arrays sort numbers fast.
  const keys = Float64Array.from(lengths, (length, place) => (greatest - length) * count + place).sort();
  return keys.map((key) => key % count);
}

/** Of the first `running` of sequences that lie longest first: how many are longer than `time`. */
export function stillRunning(lengths: ArrayLike<number>, running: number, time: number): number {
  let left = running;
  while ((lengths[left - 1] as number) <= time) left--;
  return left;
}
