/** Damaged files, a few thousand of them; `npm run test:long` reads a million. */
import { readFileSync } from "node:fs";
import { type Classifier, ciphers, type Forecaster, load, startTraining } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { expect, test } from "vitest";
import { filesOfForecasters, filesOfSequences, readDamaged } from "./damaged-files.js";

test("damaged tensors are refused or read", async () => {
  const files = [
    readFileSync(new URL("../fixtures/pytorch/init_seeded.safetensors", import.meta.url)),
    writeSafetensors(
      {
        weight: { shape: [2, 2], data: new Float32Array(4) },
        mask: { dtype: "BOOL", shape: [3], data: new Uint8Array(3) },
        "é🎉": { shape: [0, 4], data: new BigInt64Array(0) },
        scale: { shape: [], data: new Float64Array(1) },
      },
      { note: 'a "quoted" \\ word', empty: "" },
    ),
  ];
  const refused = await readDamaged(files, readSafetensors, { seed: 1, rounds: 4000 });
  expect(refused).toBeGreaterThan(2000);
  expect(refused).toBeLessThan(4000);
});

test("bytes that were transferred away are refused like a file without any", () => {
  const bytes = new Uint8Array(16);
  const { buffer } = bytes;
  structuredClone(buffer, { transfer: [buffer] });
  for (const gone of [bytes, buffer])
    expect(() => readSafetensors(gone)).toThrow(/^file: expected at least 8 bytes, got 0$/);
});

test("damaged models and checkpoints are refused or loaded, and what was loaded answers", async () => {
  const run = startTraining(ciphers.caesar({ key: 1 }), { maxSteps: 3, seed: 1 });
  const files = [(await run.result).save(), await run.checkpoint()];
  const read = async (bytes: Uint8Array) => {
    const model = await load(bytes, { task: "tag" });
    const letters = [...model.alphabet].slice(0, 2);
    model.predict(typeof model.alphabet === "string" ? letters.join("") : letters);
  };
  const refused = await readDamaged(files, read, { seed: 2, rounds: 1500 });
  expect(refused).toBeGreaterThan(700);
  expect(refused).toBeLessThan(1500);
});

test("damaged classifiers and regressors are refused or loaded, and what was loaded answers", async () => {
  const files = await filesOfSequences();
  const read = async (bytes: Uint8Array) => {
    const model = (await load(bytes)) as Classifier;
    const { alphabet, columns = [] } = model;
    const row =
      typeof columns[0] === "string" ? Object.fromEntries(columns.map((name) => [name, 1])) : columns.map(() => 1);
    if (alphabet === undefined) model.predict([row]);
    else model.predict([[...alphabet][0] as string]);
  };
  const refused = await readDamaged(files, read, { seed: 3, rounds: 1000 });
  expect(refused).toBeGreaterThan(400);
  expect(refused).toBeLessThan(1000);
});

test("damaged forecasters are refused or loaded, and what was loaded answers", async () => {
  const read = async (bytes: Uint8Array) => {
    const model = (await load(bytes)) as Forecaster;
    const { known } = model.config;
    const future = [Object.fromEntries(known.map((name) => [name, 1]))];
    model.forecast(1, { levels: [90], ...(known.length > 0 && { future }) });
  };
  const refused = await readDamaged(await filesOfForecasters(), read, { seed: 4, rounds: 1000 });
  expect(refused).toBeGreaterThan(400);
  expect(refused).toBeLessThan(1000);
});
