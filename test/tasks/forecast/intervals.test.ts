/** Intervals of forecasters: where they come from, and how often they hold. */
import { readFileSync } from "node:fs";
import { load, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { runs } from "../../runs.js";
import { noise, saying } from "./example-data.js";

const refused = (code: string, pattern: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(pattern) });
const close = (actual: unknown, expected: readonly number[], what: string, atol = 1e-9) =>
  expectClose(actual as number[], expected, what, atol, 1e-9);

const passengers = readFileSync(new URL("../../../examples/data/airline-passengers.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => Number(line.split(",")[1]));

describe("intervals", () => {
  const y = noise(85, 3);

  /** The 80 % quantile of 19 errors. */
  const quantileOf = (errors: readonly number[]) => [...errors].sort((a, b) => a - b)[15] as number;

  it("are quantiles of held-back errors", async () => {
    const model = await saying({ series: y }, { difference: "none", horizon: 3, validation: 21 });
    const { mean: found, upper } = model.forecast(1, { levels: [80] });
    const width = quantileOf(y.slice(64, 83).map((value) => Math.abs(value - found[0])));
    close([upper[80][0] - found[0]], [width], "one step", 1e-6);
  });

  it("are at least as wide as those of a lower level, where few errors are pooled over the steps", async () => {
    // The errors of a step alone make intervals of 80 %, those of all steps the ones above.
    const model = await saying({ series: y }, { difference: "none", horizon: 6, validation: 15 });
    const { upper } = model.forecast(6, { levels: [80, 90, 95, 99] });
    for (const step of y.slice(0, 6).keys()) {
      const widths = [upper[80], upper[90], upper[95], upper[99]].map((bounds) => bounds[step] as number);
      expect(widths).toEqual([...widths].sort((a, b) => a - b));
    }
  });

  it("are wider and grow beyond the horizon where the errors of differences add up", async () => {
    const model = await saying({ series: y }, { difference: "first", horizon: 3, validation: 21 });
    const width = quantileOf(y.slice(64, 83).map((value, i) => Math.abs(value - (y[63 + i] as number))));
    const { mean: found, upper } = model.forecast(12, { levels: [80] });
    // 21 rows are worth 8.75 independent errors: Student's t is 1.388 there, the normal quantile 1.282.
    expect((upper[80][0] - found[0]) / width).toBeCloseTo(1.388 / 1.282, 2);
    close([(upper[80][11] - found[11]) / (upper[80][2] - found[2])], [2], "√(12/3)", 1e-6);
    expect(model.intervals).toEqual({ windows: 19, pooled: false });
    const again = await load(model.save(), { task: "forecast" });
    expect(again.forecast(12, { levels: [80, 95] })).toEqual(model.forecast(12, { levels: [80, 95] }));
  });

  it("are drawn for the loss gaussian", async () => {
    const options = { difference: "none", loss: "gaussian", horizon: 2, hiddenSize: 4, maxSteps: 60, seed: 1 } as const;
    const model = await train({ series: noise(90) }, { ...options, validation: 0 });
    const ask = (seed: number) => model.forecast(2, { levels: [80], samples: 100, seed });
    expect(ask(1)).toEqual(ask(1));
    expect(ask(1).upper).not.toEqual(ask(2).upper);
    for (const step of [0, 1]) {
      const { mean: found, lower, upper } = ask(1);
      expect((upper[80][step] as number) - (lower[80][step] as number)).toBeGreaterThan(1);
      expect(found[step]).toBeLessThan(upper[80][step] as number);
    }
  });

  it("levels are percent, and need held-back rows", async () => {
    const model = await saying({ series: y }, { validation: 20 });
    expect(() => model.forecast(1, { levels: [0.8] })).toThrow(/percent: did you mean 80\?/);
    expect(() => model.forecast(1, { levels: [100] })).toThrow(
      /levels\[0\]: expected a percentage above 1 and below 100/,
    );
    const without = await saying({ series: y }, {});
    expect(() => without.forecast(1, { levels: [80] })).toThrow(refused("ERR_INVALID_OPTION", /held-back rows/));
    expect(without.intervals).toBeUndefined();
  });

  it("come from what is observed as well, also in a file", async () => {
    const model = await saying({ series: y.slice(0, 70) }, { horizon: 3, validation: 12 });
    const earlier = model.forecast(3, { levels: [80] });
    model.observe(y.slice(70, 71));
    model.observe(y.slice(71));
    const all = await saying({ series: y }, { horizon: 3, validation: 27 });
    expect(model.intervals).toEqual({ windows: 25, pooled: false });
    expect(model.forecast(3, { levels: [80, 95] })).toEqual(all.forecast(3, { levels: [80, 95] }));
    expect(model.forecast(3, { levels: [80] })).not.toEqual(earlier);
    const again = await load(model.save(), { task: "forecast" });
    expect(again.forecast(3, { levels: [95] })).toEqual(model.forecast(3, { levels: [95] }));
    expect(again.intervals).toEqual(model.intervals);
  });

  it("of a network that adds up its errors hold though few windows are held back", async () => {
    const [past, next] = [passengers.slice(0, 108), passengers.slice(108)];
    const options = { season: 12, horizon: 12, transform: "log", seed: 1, variant: "simd128" } as const;
    const model = await train({ series: past }, options);
    expect(model.rule).toBeUndefined();
    const within = { 80: 0, 95: 0 };
    for (let at = 0; at < next.length; at += 12) {
      const actual = next.slice(at, at + 12);
      const { mean: found, upper, lower } = model.forecast(12, { levels: [80, 95] });
      for (const level of [80, 95] as const) {
        const factors = upper[level].map((bound, step) => (bound / (found[step] as number)).toFixed(9));
        expect(factors).toEqual([...factors].sort());
        within[level] += actual.filter(
          (x, step) => x >= (lower[level][step] as number) && x <= (upper[level][step] as number),
        ).length;
      }
      model.observe(actual);
    }
    expect(within[80] / next.length).toBeGreaterThan(0.7);
    expect(within[80] / next.length).toBeLessThan(0.9);
    expect(within[95] / next.length).toBeGreaterThan(0.88);
    // Its 49 forecasts overlap: those with an interval of 95 % before them are worth two.
    expect((await model.backtest()).coverage).toEqual({ 80: undefined, 95: undefined });
    const stream = model.stream({ history: past });
    const one = model.forecast(1, { levels: [95], history: past });
    const [score] = stream.write([one.upper[95][0] as number]).scores;
    expect(score).toBeCloseTo(1, 5);
  });

  it("are judged by the same forecasts at each level, and by three that do not overlap at least", async () => {
    // Early errors are small: intervals of 95 %, which come later than those of 80 %, contain fewer of all values.
    const rising = (count: number) => noise(60 + count, 3).map((value, i) => value * (i < 80 ? 0.1 : i / 80));
    const coverageOf = async (validation: number, horizon = 3) => {
      const options = { difference: "none", horizon, validation } as const;
      return (await (await saying({ series: rising(validation) }, options)).backtest()).coverage;
    };
    const found = await coverageOf(33);
    expect(found[80]).toBeGreaterThan(0);
    expect(found[95]).toBeGreaterThan(found[80] as number);
    expect(await coverageOf(32)).toEqual({ 80: undefined, 95: undefined });
    expect(await coverageOf(30, 1)).toEqual({ 80: undefined, 95: undefined });
    expect((await coverageOf(31, 1))[95]).toBeLessThan(1);
  });

  it("hold for 80 and 95 % of exchangeable errors", async () => {
    let [within, judged] = [{ 80: 0, 95: 0 }, 0];
    const rounds = runs(20, 8);
    for (let round = 0; round < rounds; round++) {
      const series = noise(700, 2);
      const model = await saying({ series: series.slice(0, 200) }, { horizon: 25, validation: 100 });
      for (let at = 200; at < series.length; at += 25) {
        const { upper } = model.forecast(25, { levels: [80, 95] });
        for (const [step, x] of series.slice(at, at + 25).entries()) {
          judged++;
          for (const level of [80, 95] as const) if (Math.abs(x) <= (upper[level][step] as number)) within[level]++;
        }
        model.observe(series.slice(at, at + 25));
      }
    }
    expect(judged).toBe(500 * rounds);
    expect(Math.abs(within[80] / judged - 0.8)).toBeLessThan(0.02);
    expect(Math.abs(within[95] / judged - 0.95)).toBeLessThan(0.015);
  });
});

it("training rows without a number teach nothing, which is an error", async () => {
  const beginning = (gaps: number) => noise(80).map((x, i) => ({ a: x, b: i < gaps ? null : x }));
  const options = { missing: "carry", horizon: 4, validation: 8 } as const;
  const wanted = 'series: expected numbers of "b" in the training rows, got none';
  await expect(saying({ series: beginning(72) }, options)).rejects.toThrow(wanted);
  await saying({ series: beginning(70) }, options);
  await saying({ series: beginning(72) }, { ...options, targets: ["a"] });
});

it("held-back rows without a number judge nothing, which is an error", async () => {
  const ending = (gaps: number) => noise(80).map((x, i) => ({ a: x, b: i < 80 - gaps ? x : null }));
  const options = { missing: "carry", horizon: 4, validation: 8 } as const;
  await expect(saying({ series: ending(8) }, options)).rejects.toThrow(
    'validation: expected numbers of "b" in the held-back rows, got none',
  );
  expect((await (await saying({ series: ending(7) }, options)).backtest()).mae).toBeGreaterThan(0);
  await saying({ series: ending(8) }, { ...options, validation: 0 });
});
