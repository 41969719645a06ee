/** Generators: any options and texts, and a text of 100 MB. */
import { startTraining } from "rnn-wasm";
import { expect, test } from "vitest";
import { fuzzGenerating, smallGenerators } from "../fuzz/generating.js";
import { fuzzMs, rounds } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

test("prompts, stops, alphabets and temperatures of any value", async (context) => {
  const [time, models, end] = [clock(), await smallGenerators(), performance.now() + fuzzMs];
  let [calls, seed, first] = [0, 1, 0];
  while (performance.now() < end) {
    fuzzGenerating(models, seed++, 2000);
    calls += 2000;
    first ||= await bytesInUse();
  }
  const grown = Math.max(0, (await bytesInUse()) - first);
  expect(grown).toBeLessThan(16 * 2 ** 20);
  report(context, `${shown(calls)} calls, none threw without a code; memory + ${mebibytes(grown)}; ${time()}`);
});

test("a text of 100 MB, read in pieces, trains within 1 GB", async (context) => {
  const time = clock();
  const pieceLength = 65_536;
  const pieces = rounds(1600);
  const piece = Array.from({ length: pieceLength }, (_, i) => String.fromCharCode(97 + ((i * i) % 23))).join("");
  async function* text() {
    for (let i = 0; i < pieces; i++) yield piece;
  }
  const run = startTraining(
    { text: text() },
    { hiddenSize: 32, seed: 1, maxSteps: 50, validation: 100_000, progressEvery: 10 },
  );
  let most = 0;
  for await (const _ of run) most = Math.max(most, process.memoryUsage().rss);
  expect((await run.result).training.steps).toBe(50);
  expect(most).toBeLessThan(2 ** 30);
  report(context, `${shown(pieces * pieceLength)} symbols, at most ${mebibytes(most)} in use; ${time()}`);
});
