/** Memory over a hundred thousand steps without freeing, and ten thousand models without `dispose`. */
import { init as initMain, train } from "rnn-wasm";
import { init } from "rnn-wasm/nn";
import { expect, test } from "vitest";
import { loops } from "../nn/loops.js";
import { caesar } from "../training/example-data.js";
import { rounds } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

const mebibyte = 2 ** 20;

test.for(Object.entries(loops))("eager steps without dispose or await: %s", async ([, make], context) => {
  await init();
  const step = make();
  const steps = (count: number) => {
    for (let i = 0; i < count; i++) step();
  };
  const time = clock();
  steps(rounds(5_000));
  const before = await bytesInUse();
  const count = rounds(100_000);
  steps(count);
  const grown = (await bytesInUse()) - before;
  expect(grown).toBeLessThan(4 * mebibyte);
  report(
    context,
    `${shown(count)} steps, memory ${mebibytes(before)}, then + ${mebibytes(Math.max(0, grown))}; ${time()}`,
  );
});

test("models created and dropped", async (context) => {
  await initMain();
  const options = { maxSteps: 2, validation: 0, hiddenSize: 64, seed: 1 };
  const make = async (count: number) => {
    for (let i = 0; i < count; i++) (await train(caesar, options)).decrypt("ABC");
  };
  const time = clock();
  await make(rounds(500));
  const before = await bytesInUse();
  const count = rounds(10_000);
  await make(count);
  const grown = (await bytesInUse()) - before;
  expect(grown).toBeLessThan(8 * mebibyte);
  report(
    context,
    `${shown(count)} models, memory ${mebibytes(before)}, then + ${mebibytes(Math.max(0, grown))}; ${time()}`,
  );
});
