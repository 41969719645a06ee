/**
 * Prequential coverage: how often intervals contained the true values, where each interval comes from the windows that ended before it.
 */
import { rankOf } from "./conformal.js";

/** How many errors were judged, and how many of them were within the interval. */
export interface Covered {
  judged: number;
  within: number;
}

/** Which windows judge which, and how. */
export interface Judging {
  readonly level: number;
  /** Whether window j ended before window i began. */
  readonly isBefore: (earlier: number, window: number) => boolean;
  /** By how much a window's intervals are wider than the quantile; see `Widening`. */
  readonly factorOf: ((window: number) => number) | undefined;
  /** The half width that each window's interval has at least, which its earlier steps have had; 0 at first. */
  readonly least: Float64Array;
}

/**
 * Judges the errors of one step by those of earlier windows.
 * @param sizes |error| of each window, by ascending origin, NaN where there is none
 */
export function judge(sizes: Float64Array, { level, isBefore, factorOf, least }: Judging, total: Covered): void {
  const known = new Ranks(sizes);
  let next = 0;
  for (let window = 0; window < sizes.length; window++) {
    while (next < window && isBefore(next, window)) known.add(next++);
    const rank = rankOf(known.count, level);
    if (rank > known.count) continue;
    let width = known.smallest(rank);
    if (factorOf) {
      width = Math.max(width * factorOf(window), least[window] as number);
      least[window] = width;
    }
    if (Number.isNaN(sizes[window])) continue;
    total.judged++;
    if ((sizes[window] as number) <= width) total.within++;
  }
}

/** Finds the n-th smallest of the sizes added so far: a Fenwick tree over their order. */
class Ranks {
  count = 0;
  readonly #sorted: Float64Array;
  /** The place of each size among all of them. */
  readonly #places: Int32Array;
  readonly #tree: Int32Array;

  constructor(sizes: Float64Array) {
    const order = Int32Array.from(sizes.keys())
      .filter((i) => !Number.isNaN(sizes[i]))
      .sort((a, b) => (sizes[a] as number) - (sizes[b] as number));
    this.#sorted = Float64Array.from(order, (i) => sizes[i] as number);
    this.#places = new Int32Array(sizes.length).fill(-1);
    for (const [place, i] of order.entries()) this.#places[i] = place;
    this.#tree = new Int32Array(order.length + 1);
  }

  add(index: number): void {
    const place = this.#places[index] as number;
    if (place < 0) return;
    this.count++;
    for (let i = place + 1; i < this.#tree.length; i += i & -i) this.#tree[i] = (this.#tree[i] as number) + 1;
  }

  /** @param rank from 1 to `count` */
  smallest(rank: number): number {
    let [at, left] = [0, rank];
    for (let step = 2 ** Math.floor(Math.log2(this.#tree.length)); step >= 1; step /= 2) {
      const next = at + step;
      if (next >= this.#tree.length || (this.#tree[next] as number) >= left) continue;
      at = next;
      left -= this.#tree[next] as number;
    }
    return this.#sorted[at] as number;
  }
}
