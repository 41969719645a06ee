/** The plane in which states differ most. */
import { expect, test } from "vitest";
import { placeIn, planeOf } from "../../../demo/src/worker/plane.js";

test("has the directions of the most and the second most variance, and keeps distances in them", () => {
  const states = Array.from({ length: 40 }, (_, i) => {
    const [a, b] = [10 * Math.sin(i), 3 * Math.cos(2 * i)];
    // Two directions at right angles in four dimensions, and an offset.
    return Float32Array.from([5 + a * 0.6, 1 + a * 0.8, b, 2]);
  });
  const plane = planeOf(states);
  const spread = [0, 1].map((axis) =>
    Math.max(...states.map((state) => Math.abs(placeIn(plane, state)[axis] as number))),
  );
  expect(spread[0]).toBeGreaterThan(9);
  expect(spread[1]).toBeGreaterThan(2.5);
  const [first, second] = states as [Float32Array, Float32Array];
  const [p, q] = [placeIn(plane, first), placeIn(plane, second)];
  const distance = Math.hypot(...first.map((value, j) => value - (second[j] as number)));
  expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeCloseTo(distance, 3);
});
