/** The variant that `init()` chose is the one that everything after it uses. */
import { init, load, train } from "rnn-wasm";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { caesar, steps } from "../training/example-data.js";
import { forgetEngines, sharedEngines } from "./faults/trap.js";

// Files that ran before in this process may have loaded both builds.
beforeEach(async () => {
  forgetEngines();
  await init({ variant: inject("variant") });
});
afterEach(forgetEngines);

test("runs and models without a variant use that of init()", async () => {
  const model = await train(caesar, steps(3));
  await load(model.save());
  await init();
  expect(sharedEngines().map(({ variant }) => variant)).toEqual([inject("variant")]);
});

test("a run in a worker uses it too", async () => {
  const options = { ...steps(40), seed: 3, hiddenSize: 24 };
  const [here, there, other] = [
    await train(caesar, options),
    await train(caesar, { ...options, worker: true }),
    await train(caesar, { ...options, variant: "simd128" }),
  ].map((model) => Buffer.from(model.save()));
  expect(there?.equals(here as Buffer)).toBe(true);
  // Fused multiply-add rounds once where the other build rounds twice.
  expect(other?.equals(here as Buffer)).toBe(inject("variant") === "simd128");
});
