/** The curve of a run, thinned as it grows. */
import { expect, test } from "vitest";
import { Curve, pointEvery } from "../../../demo/src/shared/curve.js";

const grown = (steps: number): Curve => {
  const curve = new Curve();
  for (let step = 1; step <= steps; step++) curve.add({ step, loss: 1 / step });
  return curve;
};

test("has points at regular updates, with their losses", () => {
  const wanted = Array.from({ length: 10 }, (_, i) => (i + 1) * pointEvery);
  expect(grown(10 * pointEvery).points).toEqual(wanted.map((step) => ({ step, loss: 1 / step })));
});

test("of any run is some hundred points, evenly spaced up to its end", () => {
  for (const length of [100_000, 1_000_000]) {
    const steps = grown(length).points.map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(700);
    expect(steps.length).toBeLessThanOrEqual(1500);
    const gaps = new Set(steps.slice(1).map((step, i) => step - (steps[i] as number)));
    expect(gaps.size).toBe(1);
    expect(length - (steps.at(-1) as number)).toBeLessThan([...gaps][0] as number);
  }
});

test("takes no point twice, nor one of before", () => {
  const curve = grown(3 * pointEvery);
  curve.add({ step: 2 * pointEvery, loss: 9 });
  for (const [step, score] of [
    [20, 0.5],
    [20, 0.6],
    [10, 0.7],
  ] as const)
    curve.addValidation({ step, loss: 1, score });
  expect(curve.points.map(({ loss }) => loss)).not.toContain(9);
  expect(curve.validations).toEqual([{ step: 20, loss: 1, score: 0.5 }]);
  expect(curve.lastStep).toBe(3 * pointEvery);
  curve.addValidation({ step: 1000, loss: 1, score: 1 });
  expect(curve.lastStep).toBe(1000);
});

test("tells what was known after an update, and nothing of later", () => {
  const curve = grown(4 * pointEvery);
  curve.addValidation({ step: 40, loss: 2, score: 0.5 });
  expect(curve.at(0)).toEqual({ loss: undefined, validation: undefined });
  expect(curve.at(2 * pointEvery + 3)).toEqual({ loss: 1 / (2 * pointEvery), validation: undefined });
  expect(curve.at(40).validation?.score).toBe(0.5);
});

test("survives a round trip through JSON, and continues", () => {
  const curve = grown(50_000);
  curve.addValidation({ step: 128, loss: 1, score: 0.3 });
  const restored = Curve.from(JSON.parse(JSON.stringify(curve)));
  expect(restored.toJSON()).toEqual(curve.toJSON());
  restored.add({ step: 64_000, loss: 1 });
  expect(restored.lastStep).toBe(64_000);
});
