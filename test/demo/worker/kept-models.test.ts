/** Which past weights can be gone back to. */
import type { Model } from "rnn-wasm";
import { expect, test } from "vitest";
import { KeptModels } from "../../../demo/src/worker/kept-models.js";

/** What is used of a model. */
const model = (numParameters = 1000) => ({ numParameters }) as Model;

test("never more than fit, over the whole run, the first and the latest among them", () => {
  const kept = new KeptModels();
  for (let step = 0; step <= 20_000; step += 7) {
    kept.keep(step, model());
    expect(kept.steps.length).toBeLessThanOrEqual(160);
    expect(kept.steps[0]).toBe(0);
  }
  const gaps = kept.steps.slice(1).map((step, i) => step - (kept.steps[i] as number));
  expect(kept.steps.length).toBeGreaterThan(60);
  expect(20_000 - (kept.steps.at(-1) as number)).toBeLessThan(500);
  expect(Math.max(...gaps)).toBeLessThan(20 * Math.min(...gaps));
});

test("fewer of large models, and two of the largest", () => {
  const kept = new KeptModels();
  for (let step = 0; step < 100; step++) kept.keep(step, model(1_000_000));
  expect(kept.steps.length).toBeLessThanOrEqual(8);
  kept.clear();
  expect(kept.steps).toEqual([]);
  for (let step = 0; step < 100; step++) kept.keep(step, model(100_000_000));
  expect(kept.steps).toHaveLength(2);
});

test("the nearest before a step, and the weights of now where they changed", () => {
  const kept = new KeptModels();
  const [first, second, changed] = [model(), model(), model()];
  expect(() => kept.nearest(0)).toThrow("No weights");
  kept.keep(0, first);
  kept.keep(10, second);
  expect([kept.nearest(9), kept.nearest(10), kept.nearest(99)]).toEqual([first, second, second]);
  kept.keep(10, changed);
  expect(kept.nearest(10)).toBe(changed);
  kept.keep(5, model());
  expect(kept.steps).toEqual([0, 10]);
});
