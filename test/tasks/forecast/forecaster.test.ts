/** Forecasters: units, forms, panels, inputs, backtests, streams, and what errors say; times have a file of their own. */
import { Forecaster, load, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { mean, noise, pattern, plainly, saying, seasonal } from "./example-data.js";

const refused = (code: string, pattern: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(pattern) });
const close = (actual: unknown, expected: readonly number[], what: string, atol = 1e-9) =>
  expectClose(actual as number[], expected, what, atol, 1e-9);

describe("differences, logarithms and scaling undo themselves", () => {
  it.each(["season", "both"] as const)("%s continues a trend with a season", async (difference) => {
    const rows = Array.from({ length: 60 }, (_, row) => seasonal(row));
    const next = Array.from({ length: 24 }, (_, step) => seasonal(60 + step));
    for (const scale of ["standard", "robust", "minmax"] as const) {
      const model = await saying({ series: rows }, { difference, season: 12, scale });
      // A network that says 0 says the mean, the median or the least difference, which are one here.
      close(model.forecast(24), next, scale, 1e-6);
    }
    const grown = rows.map((_, row) => Math.exp(seasonal(row) / 100));
    const model = await saying({ series: grown }, { difference, season: 12, scale: "standard", transform: "log" });
    close(
      model.forecast(24),
      next.map((level) => Math.exp(level / 100)),
      "log",
      1e-5,
    );
  });

  it("auto continues what has no noise", async () => {
    const rows = Array.from({ length: 60 }, (_, row) => seasonal(row));
    const next = Array.from({ length: 24 }, (_, step) => seasonal(60 + step));
    const scale = "standard";
    close(
      (await saying({ series: rows }, { difference: "auto", season: 12, scale })).forecast(24),
      next,
      "season",
      1e-6,
    );
    const line = (await saying({ series: [...Array(40).keys()] }, { difference: "auto", scale })).forecast(2);
    close(line, [40, 41], "a line", 1e-6);
  });

  it("the scale is that of the training part", async () => {
    const rows = noise(60).map((x, i) => x + (i < 40 ? 5 : 900));
    const part = rows.slice(0, 40);
    const deviation = Math.sqrt(mean(part.map((x) => (x - mean(part)) ** 2)));
    const model = await saying({ series: rows }, { scale: "standard", validation: 20 }, 1);
    close(model.forecast(1), [mean(part) + deviation], "1 is", 1e-6);
  });
});

describe("iterables of rows", () => {
  const rows = Array.from({ length: 30 }, (_, row) => ({ load: seasonal(row), day: row % 7 }));
  async function* later() {
    yield* rows;
  }
  const options = { known: ["day"], horizon: 3, maxSteps: 2, hiddenSize: 4, seed: 1, validation: 0 } as const;
  const future = [{ day: 2 }, { day: 3 }, { day: 4 }];

  it("are read as arrays are", async () => {
    const expected = (await train({ series: rows }, options)).forecast(3, { future });
    const typed: { load: number }[] = (await train({ series: later() }, options)).forecast(3, { future });
    expect(typed).toEqual(expected);
    expect((await train({ series: new Set(rows) }, options)).forecast(3, { future })).toEqual(expected);
    const both = await train({ panel: { array: rows, later: later() } }, options);
    const { array, later: read } = both.forecast(3, { future: { array: future, later: future } });
    expect(read).toEqual(array);
    expect((await both.evaluate({ panel: [later()] })).mae).toBe((await both.evaluate({ panel: [rows] })).mae);
  });

  it("are named in errors, and end when the run is aborted", async () => {
    const wrong = (async function* () {
      yield 1;
      yield Number.NaN;
    })();
    await expect(train({ series: wrong })).rejects.toEqual(refused("ERR_INVALID_NUMBER", /^series\[1\]: /));
    const controller = new AbortController();
    const endless = (async function* () {
      yield 1;
      controller.abort();
      await new Promise(() => {});
    })();
    await expect(train({ series: endless }, { signal: controller.signal })).rejects.toThrow("aborted");
  });
});

describe("forms", () => {
  const [a, b] = [noise(40), noise(40)];
  const last = [a.at(-1) as number, b.at(-1) as number];

  it("are those of the data", async () => {
    const first = { difference: "first" } as const;
    const asked = async (series: object, more: object = {}) =>
      (await saying({ series }, { ...first, ...more })).forecast(2);
    close(await asked(Float64Array.from(a)), [last[0], last[0]] as number[], "numbers");
    expect(await asked(a.map((x, i) => [x, b[i]]))).toEqual([last, last]);
    expect(await asked(a.map((x, i) => ({ x, y: b[i] })))).toEqual(Array(2).fill({ x: last[0], y: last[1] }));
    expect(await asked({ x: a, y: b })).toEqual({ x: Array(2).fill(last[0]), y: Array(2).fill(last[1]) });
    expect(await asked({ x: a, y: b }, { targets: ["y"] })).toEqual({ y: Array(2).fill(last[1]) });
  });

  it("a panel has a forecast for each series, by place or name", async () => {
    const list = await saying({ panel: [a, b] }, { difference: "first" });
    expect(list.forecast(1)).toEqual([[last[0]], [last[1]]]);
    const named = await saying({ panel: { b, a } }, { difference: "first" });
    named.observe([5, 6], "a" as never);
    expect(named.forecast(1)).toEqual({ b: [last[1]], a: [6] });
    expect((await load(named.save(), { task: "forecast" })).forecast(1)).toEqual({ b: [last[1]], a: [6] });
    expect(() => named.observe([1], ...(["c"] as never))).toThrow(/series: expected a series of the panel, "b", "a"/);
  });
});

it("columns that are known ahead count, and need their future", async () => {
  const known = Array.from({ length: 100 }, () => Math.floor(Math.abs(noise(1, 20)[0] as number)) % 5);
  const series = known.map((promotion, i) => ({
    sales: 3 * promotion + (noise(1, 0.05)[0] as number) + 0 * i,
    promotion,
  }));
  const model = await train(
    { series },
    {
      known: ["promotion"],
      difference: "none",
      horizon: 5,
      window: 20,
      lr: 0.02,
      seed: 1,
      maxSteps: 120,
      validation: 0,
    },
  );
  const future = [{ promotion: 4 }, { promotion: 0 }, { promotion: 2 }];
  const found = model.forecast(3, { future }).map(({ sales }) => sales);
  expect(mean(found.map((x, i) => Math.abs(x - 3 * (future[i]?.promotion as number))))).toBeLessThan(1.5);
  expect(() => model.forecast(4, { future })).toThrow(/future: expected 4 rows, one for each step, got 3/);
  expect(() => model.forecast(1, {} as never)).toThrow(/future: expected 1 rows of what is known ahead: "promotion"/);
});

it("imputed values count in no scale, loss or metric", async () => {
  const y = noise(60).map((x) => x + 20);
  const gaps = new Set([5, 30, 50]);
  const series = y.map((x, i) => (gaps.has(i) ? null : x));
  const observed = y.filter((_, i) => i < 48 && !gaps.has(i));
  const model = await saying({ series }, { missing: "carry", scale: "standard", validation: 12, horizon: 1 });
  close(model.forecast(1), [mean(observed)], "scale", 1e-6);
  const { mae } = await model.backtest({ origins: 12 });
  const held = y.filter((_, i) => i >= 48 && !gaps.has(i));
  close([mae], [mean(held.map((x) => Math.abs(x - mean(observed))))], "mae", 1e-9);
  model.observe([null, 4] as never);
  expect(model.stream().write([1, null, 2] as never).scores).toHaveLength(3);
});

it("a backtest compares with simple rules, by their formulas", async () => {
  const y = noise(80, 2).map((x, i) => 50 + i / 2 + (pattern[i % 12] as number) + x);
  const model = await saying({ series: y }, { difference: "first", season: 12, horizon: 4, validation: 20 });
  const found = await model.backtest({ stride: 5, origins: 3 });
  expect(found.origins).toEqual([66, 71, 76]);
  const at = (rule: (origin: number, step: number) => number) =>
    mean(found.origins.flatMap((o) => [0, 1, 2, 3].map((k) => Math.abs(rule(o, k) - (y[o + k] as number)))));
  const { naive, seasonal: lastSeason, drift, mean: ofAll } = found.baselines;
  close([naive, found.mae], Array(2).fill(at((o) => y[o - 1] as number)), "naive, and this network");
  close([lastSeason as number], [at((o, k) => y[o - 12 + k] as number)], "seasonal");
  const slope = (o: number) => ((y[o - 1] as number) - (y[0] as number)) / (o - 1);
  close([drift], [at((o, k) => (y[o - 1] as number) + slope(o) * (k + 1))], "drift");
  close([ofAll], [at((o) => mean(y.slice(0, o)))], "mean");
  const steps = y.slice(12, 60).map((x, i) => Math.abs(x - (y[i] as number)));
  close([found.mase as number], [found.mae / mean(steps)], "mase");
  close([found.skill as number], [1 - found.mae / Math.min(naive, lastSeason as number, drift, ofAll)], "skill");
  expect(found.trainedOn).toBe(0);
  expect((await model.backtest({ stride: 5, origins: 6 })).trainedOn).toBe(2);
  await expect(model.backtest({ origins: 99 })).rejects.toThrow(/origins: expected at most/);
  const other = await model.evaluate({ series: y.map((x) => x + 5) });
  expect(other.origins.length).toBeGreaterThan(10);
  expect(other.baselines.naive).toBeGreaterThan(0);
});

describe("a stream", () => {
  it("forecasts the next row in any chunks, as forecast() does", async () => {
    const y = noise(90, 0.2).map((x, i) => 5 + Math.sin(i / 3) + x);
    const options = {
      horizon: 3,
      season: 6,
      difference: "both",
      transform: "log",
      hiddenSize: 4,
      maxSteps: 20,
      seed: 1,
    } as const;
    for (const mode of ["recursive", "direct"] as const) {
      const model = await train({ series: y }, { ...options, mode, window: 12, lags: [2] });
      const [whole, parts] = [model.stream(), model.stream()];
      const rows = y.slice(0, 60);
      const all = whole.write(rows);
      const scores: number[] = [];
      let last = all;
      for (let i = 0; i < 60; i += 7) {
        last = parts.write(rows.slice(i, i + 7));
        scores.push(...last.scores);
      }
      close([last.next, all.next], Array(2).fill(model.forecast(1, { history: rows })[0]), mode, 1e-5);
      expectClose(scores, all.scores, "scores", 1e-4, 1e-4);
      expect(all.scores.slice(0, 7).every(Number.isNaN)).toBe(true);
      parts.reset();
      expectClose(parts.write(rows).scores, all.scores, "after reset", 1e-4, 1e-4);
    }
  });

  it("says how unusual a row is, in one-step widths", async () => {
    const y = noise(90, 2);
    const model = await saying({ series: y }, { horizon: 3, validation: 41 });
    const width = model.forecast(1, { levels: [95] }).upper[95][0] as number;
    const { scores, p } = model.stream({ history: y }).write([3, 100]);
    expectClose(scores, [3 / width, 100 / width], "scores", 1e-5, 1e-5);
    expect(p[1]).toBeCloseTo(1 / 40, 6);
  });
});

describe("errors name what does not fit", () => {
  const y = noise(40);
  it.each<[string, object, object, string, RegExp]>([
    [
      "a missing number",
      { series: [1, null, 3] },
      {},
      "ERR_INVALID_NUMBER",
      /^series\[1\]: expected a number, got null; missing: "carry" fills it$/,
    ],
    ["in a panel", { panel: { a: y, b: [1, null] } }, {}, "ERR_INVALID_NUMBER", /^panel\.b\[1\]/],
    ["no rows", { series: [] }, {}, "ERR_EMPTY_DATASET", /^series: expected rows/],
    [
      "few rows",
      { series: [1, 2] },
      { season: 12, difference: "season" },
      "ERR_SHAPE",
      /^series: expected at least 14 rows/,
    ],
    [
      "no logarithm",
      { series: [3, -1, 3, 3, 3] },
      { transform: "log" },
      "ERR_INVALID_NUMBER",
      /^series\[1\]: expected a number > 0 .* got -1/,
    ],
    ["a season that is needed", { series: y }, { difference: "season" }, "ERR_INVALID_OPTION", /^season: /],
    [
      "other columns",
      { series: { a: y } },
      { targets: ["b"] },
      "ERR_INVALID_OPTION",
      /^targets\[0\]: expected a column of the data, "a"/,
    ],
    [
      "both at once",
      { series: { a: y, b: y } },
      { targets: ["a"], known: ["a"] },
      "ERR_INVALID_OPTION",
      /^targets\[0\]/,
    ],
    ["seeing ahead", { series: y }, { bidirectional: true }, "ERR_INVALID_OPTION", /^bidirectional: expected false/],
    ["a calendar without times", { series: y }, { calendar: ["hour"] }, "ERR_INVALID_OPTION", /^time: /],
    ["a long window", { series: y }, { window: 40 }, "ERR_INVALID_OPTION", /^window: expected at most 39/],
    ["one of any length", { series: y }, { window: 2 ** 30 }, "ERR_INVALID_OPTION", /^window: expected at most 39/],
    [
      "too little held back",
      { series: y },
      { validation: 3 },
      "ERR_INVALID_OPTION",
      /^validation: expected at least 6 rows/,
    ],
    ["dates as numbers", { series: [{ day: "2024-01-01", x: 1 }] }, {}, "ERR_INVALID_NUMBER", /option `time`/],
    [
      "another column of dates",
      { series: [{ day: "2024-01-01", x: 1 }] },
      { time: "date" },
      "ERR_INVALID_NUMBER",
      /which is "date"$/,
    ],
    [
      "days off",
      { series: y.map((x, i) => ({ day: i + (i > 4 ? 3 : 1), x })) },
      { time: "day" },
      "ERR_INVALID_OPTION",
      /^series\[5\]\.day: expected 6, 1 after the row before \(missing: "carry" fills in what is left out\), got 8$/,
    ],
    [
      "days of another notation",
      { series: [{ day: "1/31/2024", x: 1 }] },
      { time: "day" },
      "ERR_INVALID_OPTION",
      /a date such as "2024-01-31" or a number, got "1\/31\/2024"/,
    ],
    [
      "a day that does not exist",
      { series: ["2023-02-27", "2023-02-28", "2023-02-29"].map((day) => ({ day, x: 1 })) },
      { time: "day" },
      "ERR_INVALID_OPTION",
      /^series\[2\]\.day: expected a valid time like "2023-02-27", got "2023-02-29"$/,
    ],
    ["a time zone", { series: y }, { timeZone: "Mars" }, "ERR_INVALID_OPTION", /^timeZone: /],
    ...[1.7e9, 1.7e15, 2024, 45_292].map((first): [string, object, object, string, RegExp] => [
      `times from ${first} on for a calendar`,
      { series: y.map((x, i) => ({ t: first + 3600 * i, x })) },
      { time: "t", calendar: ["hour"] },
      "ERR_INVALID_OPTION",
      new RegExp(
        `^series\\[39\\]\\.t: expected .* milliseconds since 1970 \\(seconds times 1000\\) .*, got ${first + 3600 * 39}$`,
      ),
    ]),
    ["another key", { series: y, season: 12 }, {}, "ERR_INVALID_OPTION", /season/],
    ["an empty panel", { panel: [] }, {}, "ERR_INVALID_OPTION", /^panel: /],
    ["holes in a panel", { panel: Array(2) }, {}, "ERR_INVALID_OPTION", /^panel\[0\]: .*got undefined/],
    [
      "holes in a list",
      { series: y },
      { lags: Array(2) },
      "ERR_INVALID_OPTION",
      /^lags\[0\]: .* integer.*got undefined/,
    ],
  ])("%s", async (_, data, options, code, message) => {
    const all = { ...plainly, ...options };
    await expect(train(data as never, all as never)).rejects.toEqual(refused(code, message));
  });

  it("in calls of the model", async () => {
    const model = await saying({ series: y.map((x) => ({ a: x, b: x })) }, {});
    expect(() => model.forecast(0)).toThrow(/steps: expected a positive integer/);
    expect(() => model.forecast(2e6)).toThrow(/steps: /);
    expect(() => model.forecast(2, { history: [{ a: 1 }] as never })).toThrow(/history\[0\]\.b|history: .*"b"/);
    expect(() => model.forecast(2, { future: [1] as never })).toThrow(/future: expected none/);
    expect(() => model.observe([[1, 2, 3]] as never)).toThrow(refused("ERR_SHAPE", /^rows: /));
    await expect(model.backtest()).rejects.toThrow(/origins: /);
    await expect(model.backtest({ horizon: 99 })).rejects.toThrow(/horizon: expected at most \d+ rows/);
    const long = await saying({ series: y }, { season: y.length + 5 });
    await expect(long.backtest()).rejects.toEqual(refused("ERR_SHAPE", /^series: expected at least \d+ rows, got/));
    model.dispose();
    expect(() => model.forecast(1)).toThrow(refused("ERR_DISPOSED", /./));
  });
});

it("is a Forecaster with its settings", async () => {
  const model = await saying({ series: noise(60) }, { season: 12, lags: [3] });
  expect(model).toBeInstanceOf(Forecaster);
  expect(model.config).toMatchObject({ columns: [0], season: 12, lags: [3], horizon: 6, hiddenSize: 3, cell: "lstm" });
});
