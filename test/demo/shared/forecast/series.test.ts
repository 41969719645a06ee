/** The series of the view Forecast, and what is hidden of them. */
import { expect, test } from "vitest";
import { periodOf } from "../../../../demo/src/shared/forecast/period.js";
import { seriesOf, usualWaves } from "../../../../demo/src/shared/forecast/series.js";
import { prepare, suggestedFor, suggestedForOwn } from "../../../../demo/src/shared/forecast/settings.js";

const waves = (shape: Partial<typeof usualWaves>) => seriesOf({ source: "waves", ...usualWaves, ...shape }).values;

test("two waves have the period, the noise and the jump that are chosen", () => {
  const usual = waves({});
  // Both waves are over after 25 · 9 steps, and the longer one alone after its period.
  expect(usual[200 - 1]).not.toBe(usual[199 - 25]);
  const longer = (values: readonly number[], t: number) => (values[t] as number) - 5 * Math.sin((2 * Math.PI * t) / 9);
  for (const period of [10, 25])
    for (const t of [3, 50]) expect(longer(waves({ period }), t + period)).toBeCloseTo(longer(waves({ period }), t), 2);
  const noisy = waves({ noise: 2 });
  const distances = noisy.map((value, t) => value - (usual[t] as number));
  expect(Math.max(...distances.map(Math.abs))).toBeLessThanOrEqual(2.001);
  expect(Math.max(...distances)).toBeGreaterThan(1.5);
  expect(Math.min(...distances)).toBeLessThan(-1.5);
  expect(Math.abs(distances.reduce((sum, value) => sum + value, 0) / distances.length)).toBeLessThan(0.3);
  // The page and its worker compute it separately.
  expect(waves({ noise: 2 })).toEqual(noisy);
  const jumped = waves({ jump: 7 }).map((value, t) => Math.round(value - (usual[t] as number)));
  expect(jumped).toEqual(usual.map((_, t) => (t < 100 ? 0 : 7)));
});

test("the rule says what was a season ago, and validation lies between what is learned from and what is hidden", () => {
  const settings = { ...suggestedFor({ source: "airline" }), hidden: 24 };
  const { series, seen, rule, validationRows } = prepare(settings, undefined);
  expect(rule.name).toBe("same as 12 months before");
  expect(rule.values).toHaveLength(24);
  for (const [i, value] of rule.values.entries()) expect(value).toBe(series.values[seen.length - 12 + (i % 12)]);
  const errors = rule.values.map((value, i) => Math.abs(value - (series.values[seen.length + i] as number)));
  expect(rule.error).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / 24);
  // One in ten rows, or two horizons.
  expect(validationRows).toBe(24);
  const wave = prepare(suggestedFor({ source: "waves" }), undefined);
  expect(wave.rule.name).toBe("same as the last value");
  expect(new Set(wave.rule.values)).toEqual(new Set([wave.seen.at(-1)]));
});

const wave = (count: number, period: number, trend = 0) =>
  Array.from({ length: count }, (_, t) => 50 + trend * t + 30 * Math.sin((2 * Math.PI * t) / period));

/** Like a drunkard's: its next step depends on nothing. */
function walk(seed: number, count: number): number[] {
  let [state, place] = [seed, 0];
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    place += state / 2 ** 32 - 0.5;
    return place;
  });
}

test.each([
  ["a wave", wave(90, 30), 30],
  ["a wave that is seen twice", wave(90, 40), 40],
  ["a wave that rises", wave(90, 20, 0.5), 20],
  ["teeth", Array.from({ length: 60 }, (_, t) => t % 7), 7],
])("%s has the period that it repeats after", (_, values, period) => {
  const found = periodOf(values);
  expect(found?.rows).toBe(period);
  expect(found?.correlation).toBeGreaterThan(0.95);
});

test("what does not repeat has no period", () => {
  expect(periodOf(wave(60, 40))).toBeUndefined();
  expect(periodOf(new Array(40).fill(3))).toBeUndefined();
  expect(periodOf(Array.from({ length: 40 }, (_, t) => 2 * t))).toBeUndefined();
  // By chance, a few random walks of a hundred look as if they did.
  const walks = Array.from({ length: 100 }, (_, seed) => periodOf(walk(seed, 90)));
  expect(walks.filter(Boolean).length).toBeLessThan(8);
});

test("somebody's series that repeats is judged by its period, and read in a window of one", () => {
  const text = wave(120, 40).join("\n");
  const settings = suggestedForOwn(text);
  expect(settings).toMatchObject({ source: "own", hidden: 30, window: 40, difference: "none" });
  const { rule, series, period } = prepare(settings, text);
  expect([rule.name, series.season, period?.rows]).toEqual(["same as 40 rows before", 40, 40]);
  expect(rule.error).toBeLessThan(1e-9);
  // One that rises is read by its changes, and the shortest still fits.
  expect(suggestedForOwn(wave(120, 20, 1).join("\n")).difference).toBe("first");
  const shortest = walk(1, 32).join("\n");
  expect(prepare(suggestedForOwn(shortest), shortest)).toMatchObject({ period: undefined, validationRows: 4 });
});
