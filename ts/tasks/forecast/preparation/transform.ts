/**
 * Transforms of the values before anything else.
 */

export const transforms = ["none", "log", "log1p"] as const;

/**
 * The natural logarithm of positive values, or of 1 + x for values from 0 on.
 * @inline
 */
export type Transform = (typeof transforms)[number];

interface Functions {
  readonly apply: (value: number) => number;
  readonly undo: (level: number) => number;
  /** Whether a value has an image. */
  readonly accepts: (value: number) => boolean;
  /** What a value has to be. */
  readonly wanted: string;
  /** The least value that the data can have. */
  readonly least: number;
}

const identity = (value: number) => value;

export const transformOf: Readonly<Record<Transform, Functions>> = {
  none: { apply: identity, undo: identity, accepts: () => true, wanted: "a number", least: Number.NEGATIVE_INFINITY },
  log: { apply: Math.log, undo: Math.exp, accepts: (x) => x > 0, wanted: "a number > 0", least: 0 },
  log1p: { apply: Math.log1p, undo: Math.expm1, accepts: (x) => x >= 0, wanted: "a number ≥ 0", least: 0 },
};
