/**
 * What the sources of a generator are made from: plain values, so that they can be sent to a worker.
 */
import type { Integers } from "./symbol-list.js";

interface AnySpec {
  readonly batchSize: number;
  /** How the sample of each progress is drawn. */
  readonly sample: SampleSpec;
}

/** How the sample is drawn, from a generator with a seed of its own. */
export interface SampleSpec {
  readonly seed: number;
  /** What it begins with: the start of an item; of running text nothing. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly never: number | undefined;
}

/** Running text. */
export interface TextSpec extends AnySpec {
  readonly kind: "text";
  readonly tokens: Integers;
  /** Symbols at the end that are held back, or another text. */
  readonly validation: number | Integers;
  readonly bptt: number;
}

/** Items with start and end: of item i the inputs are starts[i] … ends[i] − 1, and the targets one further. */
export interface Items {
  readonly tokens: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface ItemSpec extends AnySpec {
  readonly kind: "items";
  readonly items: Items;
  /** How many of them to hold back, or other items. */
  readonly validation: number | Items;
  readonly shuffle: boolean;
}

export type GenerateSpec = TextSpec | ItemSpec;
