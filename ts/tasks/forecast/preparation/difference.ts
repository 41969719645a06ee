/**
 * Differences of a series, and how they undo themselves.
 */

export const differences = ["none", "first", "season", "both"] as const;

/**
 * From the value before, from the value a season before, or the first difference of the seasonal one.
 * @inline
 */
export type Difference = (typeof differences)[number];

/** An earlier value that is subtracted, or with the sign −1 added. */
export interface Term {
  readonly lag: number;
  readonly sign: 1 | -1;
}

/** What is subtracted from each value: w[t] = z[t] − Σ sign · z[t − lag]. */
export function termsOf(difference: Difference, season = 0): readonly Term[] {
  if (difference === "none") return [];
  const first: Term = { lag: 1, sign: 1 };
  const seasonal: Term = { lag: season, sign: 1 };
  if (difference === "first") return [first];
  if (difference === "season") return [seasonal];
  return [first, seasonal, { lag: season + 1, sign: -1 }];
}

/** Rows at the beginning that have no difference. */
export const rowsLostTo = (terms: readonly Term[]): number => terms.reduce((most, { lag }) => Math.max(most, lag), 0);

/**
 * How far the errors of one step reach: ψ₀ … of 1 / ((1 − B)^d (1 − B^m)^D). They say how intervals grow beyond the horizon.
 */
export function psiOf(difference: Difference, season = 1): (step: number) => number {
  if (difference === "none") return (step) => (step === 0 ? 1 : 0);
  if (difference === "first") return () => 1;
  if (difference === "season") return (step) => (step % season === 0 ? 1 : 0);
  return (step) => 1 + Math.floor(step / season);
}
