/** A hundred thousand sequences of public calls in any order. */
import { expect, test } from "vitest";
import { callInAnyOrder } from "../calls/sequences.js";
import { rounds } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

/** The number of sequences per fast-check run. Memory is measured between runs. */
const part = 1000;

test.for([
  { worker: false, count: rounds(98_000) },
  { worker: true, count: rounds(2_000) },
])("sequences of calls, worker: $worker", async ({ worker, count }, context) => {
  const time = clock();
  let [made, first, last] = [0, 0, 0];
  for (let from = 0; from < count; from += part) {
    made += await callInAnyOrder({ count: Math.min(part, count - from), seed: 1 + from, worker });
    last = await bytesInUse();
    // The first part compiles code and fills permanent caches.
    if (from === 0) first = last;
  }
  const grown = Math.max(0, last - first);
  expect(grown).toBeLessThan(8 * 2 ** 20);
  report(
    context,
    `${shown(count)} sequences, ${shown(made)} calls, all as predicted; memory + ${mebibytes(grown)}; ${time()}`,
  );
});
