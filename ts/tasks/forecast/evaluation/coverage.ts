/**
 * Prequential coverage: how often intervals contained the true values, where each interval comes from the windows that ended before it.
 */
import { rankOf } from "./conformal.js";
import type { Widening } from "./widening.js";

/** Levels of the intervals that are judged, ascending. */
const judgedLevels = [80, 95] as const;

/** Forecasts that must be judged, of which no two overlap, and their values: of fewer, shares say little. */
const [minForecasts, minValues] = [3, 12];

/** What was judged: errors, and of each window whether one of its errors was. */
interface Judged {
  values: number;
  readonly windows: boolean[];
  /** Values within the interval of each level. */
  readonly within: number[];
}

/**
 * The share of values within the intervals of each level, 0 … 1; undefined if too few were judged.
 * @param sizesAt |error| of each window at a step, NaN where there is none
 * @param origins of the windows, ascending
 */
export function coverageOf(
  sizesAt: (step: number) => Float64Array,
  origins: readonly number[],
  horizon: number,
  widening: Widening | undefined,
): Record<(typeof judgedLevels)[number], number | undefined> {
  const judged: Judged = { values: 0, windows: origins.map(() => false), within: judgedLevels.map(() => 0) };
  // The half width that an interval has at least: that of the step before.
  const least = judgedLevels.map(() => new Float64Array(origins.length));
  for (let step = 0; step < horizon; step++) judgeStep(sizesAt(step), { origins, horizon, widening, least }, judged);
  const count = countApart(
    origins.filter((_, window) => judged.windows[window]),
    horizon,
  );
  const isEnough = count >= minForecasts && count * horizon >= minValues;
  const [of80, of95] = judged.within.map((number) => (isEnough ? number / judged.values : undefined));
  return { 80: of80, 95: of95 };
}

interface Judging {
  readonly origins: readonly number[];
  readonly horizon: number;
  readonly widening: Widening | undefined;
  /** Of each level and window. */
  readonly least: readonly Float64Array[];
}

/** Judges the errors of one step by those of windows that ended before. */
function judgeStep(sizes: Float64Array, { origins, horizon, widening, least }: Judging, judged: Judged): void {
  const known = new Ranks(sizes);
  const [first] = origins as [number];
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
      if (widening) {
        width = Math.max(width * widening.factor(level, origin - first), narrowest[window] as number);
        narrowest[window] = width;
      }
      if (size <= width) (judged.within[i] as number)++;
    }
    if (Number.isNaN(size)) continue;
    judged.values++;
    judged.windows[window] = true;
  }
}

/** How many forecasts there are of which no two overlap. */
function countApart(origins: readonly number[], horizon: number): number {
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
