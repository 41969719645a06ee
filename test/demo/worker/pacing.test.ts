/** How many updates are due at a pace. */
import { afterEach, expect, test, vi } from "vitest";
import { Pacing, paceAt } from "../../../demo/src/worker/pacing.js";

afterEach(() => void vi.restoreAllMocks());

/** Runs frames of 16 ms in which an update takes `updateMs`; gives how many were made, and the longest that a frame's took. */
function frames(count: number, pace: number, updateMs: number): { made: number; longest: number } {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const pacing = new Pacing();
  let [made, longest] = [0, 0];
  for (let frame = 0; frame < count; frame++) {
    now += 16;
    const due = pacing.next(pace);
    const took = due * updateMs;
    pacing.took(due, took);
    now += took;
    made += due;
    // It has to learn first how long they take.
    if (frame > 3) longest = Math.max(longest, took);
  }
  return { made, longest };
}

test.each([4, 60, 1600])("%d a second, where they take no time", (pace) => {
  const { made } = frames(625, pace, 1e-9);
  expect(made).toBeGreaterThanOrEqual(pace * 10 - 1);
  expect(made).toBeLessThanOrEqual(pace * 10 + 1);
});

test("as many as fit into a frame, where they take long; and at least one", () => {
  const { made, longest } = frames(100, 1600, 5);
  expect(longest).toBeLessThanOrEqual(30);
  expect(made).toBeGreaterThan(300);
  expect(frames(100, 1600, 200).longest).toBe(200);
});

test("without a pace, as many as fit into each frame", () => {
  const { made, longest } = frames(100, Number.POSITIVE_INFINITY, 1);
  expect(longest).toBeLessThanOrEqual(30);
  expect(made).toBeGreaterThan(2000);
});

test.each([40, 180, 1408, 10_000])(
  "a stretched run makes its usual %d updates in about eight seconds, slowly at first",
  (usual) => {
    let [step, seconds] = [0, 0];
    const after: number[] = [];
    for (; step < usual; seconds += 0.001) {
      step += paceAt("stretched", step, usual) * 0.001;
      if (after.length < Math.floor(seconds)) after.push(step);
    }
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(8.5);
    expect(after[0]).toBeLessThan(Math.max(20, usual / 40));
    expect(paceAt(20, 99, usual)).toBe(20);
    expect(paceAt("full", 0, usual)).toBe(Number.POSITIVE_INFINITY);
  },
);
