/**
 * How many cases a property is tried with. `npm test` tries the smaller number, to be run often; with `TEST_RUNS=full`, as .ci/run and
 * `npm run test:long` have it, the larger.
 */
export const isFull = process.env["TEST_RUNS"] === "full";

export const runs = (full: number, quick: number): number => (isFull ? full : quick);
