/** Forecasters: any series, options and calls. */
import { expect, test } from "vitest";
import { fuzzForecasting } from "../fuzz/forecasting.js";
import { fuzzMs } from "./budget.js";
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
