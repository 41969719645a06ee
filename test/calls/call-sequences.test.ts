/** A few hundred sequences of public calls in any order; `npm run test:long` makes a hundred thousand. */
import { expect, test } from "vitest";
import { callInAnyOrder } from "./sequences.js";

test("calls in any order come to what they must", async () => {
  expect(await callInAnyOrder({ count: 250, seed: 1, worker: false })).toBeGreaterThan(1000);
});

test("in a worker too", async () => {
  expect(await callInAnyOrder({ count: 12, seed: 2, worker: true })).toBeGreaterThan(50);
});
