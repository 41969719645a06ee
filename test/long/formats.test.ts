/** A million damaged files. */
import { readFileSync } from "node:fs";
import { ciphers, load, startTraining } from "rnn-wasm";
import { readSafetensors } from "rnn-wasm/safetensors";
import { expect, test } from "vitest";
import { readDamaged } from "../damaged-files.js";

const minutes = 60_000;

test("900,000 files of tensors", { timeout: 30 * minutes }, async () => {
  const folder = new URL("../reference/", import.meta.url);
  const files = ["init_seeded", "cross_entropy_none", "lstm_basic"].map((name) =>
    readFileSync(new URL(`${name}.safetensors`, folder)),
  );
  const refused = await readDamaged(files, readSafetensors, { seed: 1, rounds: 900_000 });
  console.log(`${refused} refused, ${900_000 - refused} read`);
  expect(refused).toBeGreaterThan(450_000);
});

test("100,000 models and checkpoints", { timeout: 30 * minutes }, async () => {
  const run = startTraining(ciphers.caesar({ key: 1 }), { maxSteps: 3, seed: 1, numLayers: 2, bidirectional: true });
  const files = [(await run.result).save(), await run.checkpoint()];
  const refused = await readDamaged(files, load, { seed: 2, rounds: 100_000 });
  console.log(`${refused} refused, ${100_000 - refused} loaded`);
  expect(refused).toBeGreaterThan(50_000);
});
