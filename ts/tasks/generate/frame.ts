/**
 * Items as a network reads them.
 */
import type { ReadItems } from "./read-data.js";
import type { Items } from "./source-spec.js";

/**
 * Items with their start symbol before them and their end behind.
 * @param size of the alphabet: the end's index, and the start symbols' first
 */
export function frame({ tokens, starts, labels }: ReadItems, size: number): Items {
  const count = starts.length - 1;
  const framed = new Int32Array(tokens.length + 2 * count);
  const [firsts, ends] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0, at = 0; i < count; i++) {
    const item = tokens.subarray(starts[i], starts[i + 1]);
    firsts[i] = at;
    framed[at] = size + (labels[i] ?? 0);
    framed.set(item, at + 1);
    at += item.length + 1;
    ends[i] = at;
    framed[at++] = size;
  }
  return { tokens: framed, starts: firsts, ends };
}
