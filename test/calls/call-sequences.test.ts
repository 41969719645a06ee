/** A few hundred sequences of public calls in any order; `npm run test:long` makes a hundred thousand. */
import { expect, test } from "vitest";
import { runs } from "../runs.js";
import { answerFiles, callForAnswers } from "./answer-calls.js";
import { callForecasters, forecasterFiles } from "./forecaster-calls.js";
import { callInAnyOrder } from "./sequences.js";

test("calls in any order come to what they must", async () => {
  expect(await callInAnyOrder({ count: runs(250, 80), seed: 1, worker: false })).toBeGreaterThan(300);
});

test("in a worker too", async () => {
  expect(await callInAnyOrder({ count: runs(12, 5), seed: 2, worker: true })).toBeGreaterThan(20);
});

test("forecasters forecast the same after any calls as after none", async () => {
  const count = runs(60, 20);
  expect(await callForecasters(await forecasterFiles(), 1, count)).toBeGreaterThan(count);
});

test("classifiers and regressors answer the same after any calls as before", async () => {
  const count = runs(60, 20);
  expect(await callForAnswers(await answerFiles(), 1, count)).toBeGreaterThan(count);
});
