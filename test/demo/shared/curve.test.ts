/** The curve of a run, thinned as it grows. */
import { expect, test } from "vitest";
import { Curve, pointEvery } from "../../../demo/src/shared/curve.js";

const grown = (steps: number): Curve => {
  const curve = new Curve();
  for (let step = 1; step <= steps; step++) curve.add(step, 1 / step, step / steps);
  return curve;
};

test("has points at regular updates, with loss and accuracy", () => {
  const { steps, losses, accuracies } = grown(10 * pointEvery);
  expect(steps).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * pointEvery));
  expect(losses).toEqual(steps.map((step) => 1 / step));
  expect(accuracies).toEqual(steps.map((step) => step / (10 * pointEvery)));
});

test("of any run is some hundred points, evenly spaced up to its end", () => {
  for (const length of [100_000, 1_000_000]) {
    const { steps, losses, accuracies } = grown(length);
    expect(steps.length).toBeGreaterThan(700);
    expect(steps.length).toBeLessThanOrEqual(1500);
    expect([losses.length, accuracies.length]).toEqual([steps.length, steps.length]);
    const gaps = new Set(steps.slice(1).map((step, i) => step - (steps[i] as number)));
    expect(gaps.size).toBe(1);
    expect(length - (steps.at(-1) as number)).toBeLessThan([...gaps][0] as number);
  }
});

test("takes no point twice, nor one of before", () => {
  const curve = grown(3 * pointEvery);
  curve.add(2 * pointEvery, 9, 9);
  curve.addValidation(20, 0.5);
  curve.addValidation(20, 0.6);
  curve.addValidation(10, 0.7);
  expect(curve.losses).not.toContain(9);
  expect(curve.validationAccuracies).toEqual([0.5]);
  expect(curve.lastStep).toBe(3 * pointEvery);
  curve.addValidation(1000, 1);
  expect(curve.lastStep).toBe(1000);
});

test("survives a round trip through JSON, and continues", () => {
  const curve = grown(50_000);
  curve.addValidation(128, 0.3);
  const restored = Curve.from(JSON.parse(JSON.stringify(curve)));
  expect(restored.toJSON()).toEqual(curve.toJSON());
  restored.add(64_000, 1, 1);
  expect(restored.lastStep).toBe(64_000);
});
