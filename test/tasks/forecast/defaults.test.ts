/** What a forecaster decides by itself: difference, lags, and whether its network says more than a rule. */
import { load, startTraining, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { mean, noise, seasonal } from "./example-data.js";

const walk = (count: number): number[] => {
  let level = 50;
  return noise(count).map((step) => (level += step));
};
const season = (row: number, length = 12): number => 8 * Math.sin((2 * Math.PI * row) / length);
const made = (count: number, value: (row: number) => number) => Array.from({ length: count }, (_, row) => value(row));

describe("the difference", () => {
  const chosen = async (series: number[], options: object = {}) =>
    (await train({ series }, { hiddenSize: 2, horizon: 12, maxSteps: 0, ...options })).config.difference;

  it("of a random walk is the first, however short it is", async () => {
    for (let i = 0; i < 10; i++) expect(await chosen(walk(110))).toBe("first");
    expect(await chosen(noise(110))).toBe("none");
  });

  it("is seasonal where that leaves hardly an error, though the season's size moves", async () => {
    expect(
      await chosen(
        made(96, (row) => Math.log(40 + row / 2 + season(row))),
        { season: 12 },
      ),
    ).toBe("both");
  });

  it("is not seasonal beside columns known ahead, whose effect a season before it would add", async () => {
    const sales = noise(216, 2).map((x, row) => 50 + row / 10 + season(row) + x);
    expect(await chosen(sales, { season: 12 })).toBe("season");
    const series = sales.map((value, row) => ({ value, promotion: row % 5 === 0 ? 1 : 0 }));
    const options = { season: 12, horizon: 12, hiddenSize: 2, maxSteps: 0, known: ["promotion"] } as const;
    expect((await train({ series }, options)).config.difference).toBe("first");
  });
});

describe("lags", () => {
  const year = noise(91, 4);
  const daily = noise(500).map((x, row) => 50 + 5 * season(row, 7) + (year[row % 91] as number) + x);
  const chosen = async (series: number[], options: object = {}) =>
    (await train({ series }, { hiddenSize: 2, horizon: 7, maxSteps: 0, ...options })).config;

  it("are those of a season longer than the window", async () => {
    expect((await chosen(daily, { season: 7 })).lags).toEqual([84, 91, 98]);
    const found = await chosen(daily);
    expect(found).toMatchObject({ lags: [84, 91, 98], window: 32 });
    expect((await chosen(daily, { lags: [] })).lags).toEqual([]);
    expect((await chosen(daily, { lags: [3] })).lags).toEqual([3]);
    expect((await chosen(daily, { mode: "direct" })).lags).toEqual([]);
  });

  it("are none without one", async () => {
    for (const series of [
      noise(400),
      walk(400),
      made(300, (row) => Math.sin(row / 3)),
      made(300, (row) => season(row)),
    ])
      expect((await chosen(series)).lags).toEqual([]);
  });

  it("are chosen alike when a run is resumed", async () => {
    const options = { season: 7, hiddenSize: 2, horizon: 7, maxSteps: 4, until: {}, seed: 1 } as const;
    const whole = await train({ series: daily }, options);
    const run = startTraining({ series: daily }, options);
    await run.pause();
    await run.step(2);
    const file = await run.checkpoint();
    await run.stop();
    await run.result;
    const resumed = await train({ series: daily }, { ...options, resume: file });
    expect(resumed.config).toEqual(whole.config);
    expect(resumed.save()).toEqual(whole.save());
  });
});

describe("a network that says no more than a rule", () => {
  const quick = { hiddenSize: 4, seed: 1, horizon: 8, validation: 40 } as const;

  it("is replaced by it, also in the file", async () => {
    const series = walk(240);
    const model = await train({ series }, quick);
    expect(["naive", "drift"]).toContain(model.rule);
    expect(String(model)).toContain(`rule: "${model.rule}", numParameters`);
    const { skill, mae } = await model.backtest();
    expect(skill).toBeLessThan(0.05);
    expect(model.training.validation?.mae).toBeCloseTo(mae, 6);
    // Forecasts of 8 rows from 33 origins.
    expect(model.training.validation?.count).toBe(8 * 33);
    const again = await load(model.save(), { task: "forecast" });
    expect(again.rule).toBe(model.rule);
    expect(again.forecast(9)).toEqual(model.forecast(9));
    if (model.rule === "naive") expect(model.forecast(1)[0]).toBeCloseTo(series.at(-1) as number, 4);
  });

  it("is replaced where a rule is at least as good on the rows that chose it", async () => {
    const model = await train({ series: made(60, () => 5) }, { seed: 1 });
    expect(model.rule).toBe("mean");
    expect(model.forecast(2, { levels: [80] })).toEqual({ mean: [5, 5], lower: { 80: [5, 5] }, upper: { 80: [5, 5] } });
    const { scores } = model.stream({ history: [5, 5] }).write([5, 6]);
    expect([...scores]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it("is replaced by the best rule, which another difference makes", async () => {
    // One wrong value hides the season from the choice of the difference.
    const series = noise(150).map((x, row) => seasonal(row) + x);
    series[70] = 1e5;
    const model = await train({ series }, { hiddenSize: 4, season: 12, seed: 1 });
    const { skill, mae } = await model.backtest();
    expect([model.rule, model.config.difference]).toEqual(["seasonal", "season"]);
    expect(skill).toBeGreaterThan(-0.01);
    expect(model.training.validation?.mae).toBeCloseTo(mae, 6);
    const again = await load(model.save(), { task: "forecast" });
    expect([again.rule, again.forecast(20)]).toEqual(["seasonal", model.forecast(20)]);
    const given = await train({ series }, { hiddenSize: 4, season: 12, difference: "first", seed: 1 });
    expect([given.rule, given.config.difference]).toEqual(["drift", "first"]);
  });

  it("is kept where it does, or where nobody can tell", async () => {
    const noisy = noise(200).map((x, row) => season(row) + x);
    expect((await train({ series: noisy }, { ...quick, difference: "none" })).rule).toBeUndefined();
    const short = noisy.slice(0, 60);
    expect((await train({ series: short }, { ...quick, validation: 10, difference: "none" })).rule).toBeUndefined();
    expect((await train({ series: walk(240) }, { ...quick, epochs: 3 })).rule).toBeUndefined();
  });
});

it("a season without noise in logarithms is right two seasons ahead, also if no one names it", async () => {
  const all = made(120, (row) => Math.log(40 + row / 2 + season(row)));
  const model = await train({ series: all.slice(0, 96) }, { seed: 1 });
  const errors = model.forecast(24).map((value, step) => Math.abs(value - (all[96 + step] as number)));
  expect(mean(errors)).toBeLessThan(0.02 * (Math.max(...all) - Math.min(...all)));
});
