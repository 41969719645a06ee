/** Any values where options, data and arguments are expected; `npm run test:long` tries them for minutes. */
import { ciphers, init, train } from "rnn-wasm";
import { expect, test } from "vitest";
import { runs } from "../runs.js";
import { fuzzArguments } from "./arguments.js";
import { fuzzCalls } from "./calls.js";
import { fuzzForecasting } from "./forecasting.js";
import { fuzzTraining } from "./training.js";

test("training with any options and any data trains or says what is wrong", async () => {
  const count = runs(400, 150);
  expect(await fuzzTraining(1, count)).toBe(count);
});

test("forecasters of any series with any options answer or say what is wrong", async () => {
  const count = runs(300, 120);
  expect((await fuzzForecasting(1, count)).models).toBeGreaterThan(count / 20);
});

test("any function of the package given anything answers or says what is wrong", async () => {
  await init();
  const model = await train(ciphers.caesar({ key: 1, alphabet: "ABC" }), { maxSteps: 1, hiddenSize: 2, seed: 1 });
  expect(await fuzzCalls(model, 1, runs(3000, 1000))).toBeGreaterThan(80);
});

test("any command line is cut into values or refused with a sentence", () => {
  expect(fuzzArguments(1, 5000)).toBe(5000);
});
