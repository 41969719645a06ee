/**
 * How much the long tests do. By default all of it ends in less than 25 minutes on two cores.
 *
 * - `FUZZ_MINUTES=10` for each target of fuzzing
 * - `SHARE=0.01` of all counts, to try the tests themselves
 */
function numberOf(name: string, byDefault: number): number {
  const given = process.env[name];
  const number = given === undefined ? byDefault : Number(given);
  if (!(number > 0)) throw new Error(`${name}: expected a number > 0, got ${given}`);
  return number;
}

const share = numberOf("SHARE", 1);

/** So many rounds, or the share of them that was asked for. */
export const rounds = (count: number): number => Math.max(1, Math.round(count * share));

/** Milliseconds for a target of fuzzing. */
export const fuzzMs = numberOf("FUZZ_MINUTES", 1) * 60_000 * Math.min(share, 1);
