/** Forecasters: any series, options and calls. */
import { train } from "rnn-wasm";
import { expect, test } from "vitest";
import { callForecasters, forecasterFiles } from "../calls/forecaster-calls.js";
import { fuzzForecasting } from "../fuzz/forecasting.js";
import { fuzzMs, rounds } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

test("series, options, histories and futures of any kind", async (context) => {
  const [time, end] = [clock(), performance.now() + fuzzMs];
  let [runs, models, answers, seed, first] = [0, 0, 0, 1, 0];
  while (performance.now() < end) {
    const done = await fuzzForecasting(seed++, 300);
    runs += 300;
    models += done.models;
    answers += done.answers;
    first ||= await bytesInUse();
  }
  const grown = Math.max(0, (await bytesInUse()) - first);
  expect(models).toBeGreaterThan(runs / 20);
  expect(answers).toBeGreaterThan(models / 2);
  expect(grown).toBeLessThan(16 * 2 ** 20);
  report(
    context,
    `${shown(runs)} runs and ${shown(answers)} answers of ${shown(models)} models, none ended without a code; memory + ${mebibytes(grown)}; ${time()}`,
  );
});

test("calls of forecasters in any order", async (context) => {
  const [time, files, part] = [clock(), await forecasterFiles(), 500];
  const count = rounds(10_000);
  let [made, first] = [0, 0];
  for (let from = 0; from < count; from += part) {
    made += await callForecasters(files, 1 + from, Math.min(part, count - from));
    first ||= await bytesInUse();
  }
  const grown = Math.max(0, (await bytesInUse()) - first);
  expect(grown).toBeLessThan(8 * 2 ** 20);
  report(context, `${shown(count)} sequences, ${shown(made)} calls; memory + ${mebibytes(grown)}; ${time()}`);
});

test("forecasts and a stream without end", async (context) => {
  const series = Array.from({ length: 60 }, (_, row) => row % 7);
  const model = await train({ series }, { hiddenSize: 8, horizon: 4, maxSteps: 5, seed: 1 });
  const stream = model.stream({ history: series });
  const ask = (count: number) => {
    for (let row = 0; row < count; row++) {
      stream.write([row % 7]);
      model.forecast(4, { levels: [95] });
    }
  };
  const time = clock();
  ask(rounds(5000));
  const before = await bytesInUse();
  const count = rounds(50_000);
  ask(count);
  const grown = Math.max(0, (await bytesInUse()) - before);
  expect(grown).toBeLessThan(4 * 2 ** 20);
  report(context, `${shown(count)} rows and forecasts; memory + ${mebibytes(grown)}; ${time()}`);
});

test("a million rows are kept once, as typed arrays", async (context) => {
  const rows = 1_000_000;
  const column = (frequency: number) => Float64Array.from({ length: rows }, (_, row) => 10 * Math.sin(row * frequency));
  const series = { a: column(0.37), b: column(0.74), c: column(1.11) };
  const time = clock();
  const before = await bytesInUse();
  const model = await train({ series }, { horizon: 4, maxSteps: 20, seed: 1 });
  const grown = (await bytesInUse()) - before;
  // Of each number eight bytes as given, four as an input, four as a target.
  expect(grown).toBeLessThan(1.25 * rows * 3 * 16);
  expect(model.forecast(1)).toHaveProperty("a");
  report(context, `${shown(rows)} rows of three columns; memory + ${mebibytes(grown)}; ${time()}`);
});
