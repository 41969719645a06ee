/**
 * The amount of work of the long tests. By default, they take less than 25 minutes on two cores.
 *
 * - `FUZZ_MINUTES=10` sets the minutes per fuzzing target.
 * - `SHARE=0.01` scales all counts, to try the tests themselves.
 */
function numberOf(name: string, byDefault: number): number {
  const given = process.env[name];
  const number = given === undefined ? byDefault : Number(given);
  if (!(number > 0)) throw new Error(`${name}: expected a number > 0, got ${given}`);
  return number;
}

const share = numberOf("SHARE", 1);

/** The number of rounds, scaled by SHARE. */
export const rounds = (count: number): number => Math.max(1, Math.round(count * share));

/** Milliseconds per fuzzing target. */
export const fuzzMs = numberOf("FUZZ_MINUTES", 1) * 60_000 * Math.min(share, 1);
