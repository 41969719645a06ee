import fc from "fast-check";
import { expect, test } from "vitest";
import { type DrawnPoint, valuesOf } from "../../../../demo/src/shared/forecast/drawing.js";

test("a drawn line becomes values at equal distances", () => {
  expect(
    valuesOf(
      [
        [0.1, 0],
        [0.3, 1],
        [0.5, 0],
      ],
      5,
    )?.map((value) => Number(value.toFixed(6))),
  ).toEqual([0, 0.5, 1, 0.5, 0]);
});

test("a line that turns back is replaced from there", () => {
  const values = valuesOf(
    [
      [0, 0],
      [0.5, 1],
      [0.8, 1],
      [0.5, 0],
      [1, 0],
    ],
    3,
  );
  expect(values).toEqual([0, 0, 0]);
});

test("a line that is too short has no values", () => {
  expect(valuesOf([])).toBeUndefined();
  expect(valuesOf([[0.5, 0.5]])).toBeUndefined();
  expect(
    valuesOf([
      [0.5, 0],
      [0.7, 1],
    ]),
  ).toBeUndefined();
});

test("values of any line lie within it", () => {
  const points = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  );
  fc.assert(
    fc.property(points, (given) => {
      const values = valuesOf(given as DrawnPoint[]);
      if (values) for (const value of values) expect(value).toBeGreaterThanOrEqual(-1e-9);
      if (values) for (const value of values) expect(value).toBeLessThanOrEqual(1 + 1e-9);
      expect(values?.length ?? 120).toBe(120);
    }),
  );
});
