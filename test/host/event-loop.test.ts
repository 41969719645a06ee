/** Training on the thread that also has timers, clicks and requests to serve. */
import { ciphers, train } from "rnn-wasm";
import { expect, it } from "vitest";
import { runs } from "../runs.js";
import { caesar, messagePairs, steps } from "../training/example-data.js";

it("the event loop has its turns, in training, validation and reading", async () => {
  let [ticks, longest, before] = [0, 0, performance.now()];
  const timer = setInterval(() => {
    ticks++;
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 1);
  const pairs = messagePairs(caesar, 20_000, 5, 15);
  before = performance.now();
  await train({ pairs }, { seed: 1, batchSize: 32, epochs: 1, validation: 0.5 });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
  // A busy machine adds to it; without turns it would be seconds.
  expect(longest).toBeLessThan(500);
});

it("fast steps too: each takes microseconds, and a timer of 5 ms goes off all the while", async () => {
  const tiny = ciphers.caesar({ key: 1, alphabet: "ABC" });
  const sizes = { embeddingDim: 2, hiddenSize: 2, messageLength: 2 };
  const kinds = [
    { ...steps(runs(150_000, 60_000)), validation: 0 },
    { ...steps(runs(30_000, 15_000)), stepsPerEpoch: 3, validation: 2 },
    { ...steps(runs(15_000, 8_000)), progressEvery: 1 },
  ];
  for (const run of kinds) {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const from = performance.now();
    await train(tiny, { ...sizes, ...run });
    const elapsed = performance.now() - from;
    clearInterval(timer);
    // One in 10 ms where nothing else runs; a run that keeps the thread to itself has one in all.
    expect(ticks, `${JSON.stringify(run)} in ${elapsed} ms`).toBeGreaterThan(Math.max(2, elapsed / 60));
  }
});
