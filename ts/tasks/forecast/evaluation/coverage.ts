/**
 * Prequential coverage: how often intervals contained the true values, where each interval comes from the windows that ended before it.
 */
import { rankOf } from "./conformal.js";

/** Levels of the intervals that are judged, ascending. */
const judgedLevels = [80, 95] as const;

/** Forecasts that must be judged, of which no two overlap, and their values: of fewer, shares say little. */
const [minForecasts, minValues] = [3, 12];

/**
 * The share of values within the intervals of each level, 0 … 1; undefined if too few were judged.
 * @param sizesAt |error| of each window at a step, NaN where there is none
 * @param origins of the windows, ascending
 * @param factorOf by how much a window's intervals are wider than the quantile; see `Widening`
 */
export function coverageOf(
  sizesAt: (step: number) => Float64Array,
  origins: readonly number[],
  horizon: number,
  factorOf: ((level: number, rows: number) => number) | undefined,
): Record<(typeof judgedLevels)[number], number | undefined> {
  const [first] = origins as [number];
  // The half width that an interval has at least: that of the step before.
  const least = judgedLevels.map(() => new Float64Array(origins.length));
  const within = judgedLevels.map(() => 0);
  const isJudged = origins.map(() => false);
  let judged = 0;
  for (let step = 0; step < horizon; step++) {
    const sizes = sizesAt(step);
    const known = new Ranks(sizes);
    let next = 0;
    for (const [window, origin] of origins.entries()) {
      while (next < window && (origins[next] as number) + horizon <= origin) known.add(next++);
      const ranks = judgedLevels.map((level) => rankOf(known.count, level));
      // All levels are judged by the same values, so that a higher one contains no fewer.
      if (ranks.some((rank) => rank > known.count)) continue;
      const size = sizes[window] as number;
      for (const [i, level] of judgedLevels.entries()) {
        let width = known.smallest(ranks[i] as number);
        const narrowest = least[i] as Float64Array;
        if (factorOf) {
          width = Math.max(width * factorOf(level, origin - first), narrowest[window] as number);
          narrowest[window] = width;
        }
        if (size <= width) (within[i] as number)++;
      }
      if (Number.isNaN(size)) continue;
      judged++;
      isJudged[window] = true;
    }
  }
  const count = apart(
    origins.filter((_, window) => isJudged[window]),
    horizon,
  );
  const isEnough = count >= minForecasts && count * horizon >= minValues;
  const [of80, of95] = within.map((number) => (isEnough ? number / judged : undefined));
  return { 80: of80, 95: of95 };
}

/** How many forecasts there are of which no two overlap. */
function apart(origins: readonly number[], horizon: number): number {
  let [count, end] = [0, Number.NEGATIVE_INFINITY];
  for (const origin of origins)
    if (origin >= end) {
      count++;
      end = origin + horizon;
    }
  return count;
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
