/** A million damaged files. */
import { readFileSync } from "node:fs";
import { ciphers, load, startTraining } from "rnn-wasm";
import { readSafetensors } from "rnn-wasm/safetensors";
import { expect, test } from "vitest";
import { filesOfForecasters, filesOfSequences, readDamaged } from "../formats/damaged-files.js";
import { rounds } from "./budget.js";
import { clock, report, shown } from "./figures.js";

const minutes = 60_000;

test("damaged tensor files", { timeout: 30 * minutes }, async (context) => {
  const folder = new URL("../fixtures/pytorch/", import.meta.url);
  const files = ["init_seeded", "cross_entropy_none", "lstm_basic"].map((name) =>
    readFileSync(new URL(`${name}.safetensors`, folder)),
  );
  const count = rounds(900_000);
  const time = clock();
  const refused = await readDamaged(files, readSafetensors, { seed: 1, rounds: count });
  expect(refused).toBeGreaterThan(count / 2);
  report(context, `${shown(refused)} refused, ${shown(count - refused)} read; ${time()}`);
});

test("damaged models and checkpoints", { timeout: 30 * minutes }, async (context) => {
  const run = startTraining(ciphers.caesar({ key: 1 }), { maxSteps: 3, seed: 1, numLayers: 2, bidirectional: true });
  const files = [
    (await run.result).save(),
    await run.checkpoint(),
    ...(await filesOfSequences()),
    ...(await filesOfForecasters()),
  ];
  const count = rounds(100_000);
  const time = clock();
  const refused = await readDamaged(files, load, { seed: 2, rounds: count });
  expect(refused).toBeGreaterThan(count / 2);
  report(context, `${shown(refused)} refused, ${shown(count - refused)} loaded; ${time()}`);
});
