/** The series of the view Forecast, and what is hidden of them. */
import { expect, test } from "vitest";
import { seriesOf, usualWaves } from "../../../../demo/src/shared/forecast/series.js";
import { prepare, suggestedFor } from "../../../../demo/src/shared/forecast/settings.js";

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
