/** Scaling: the formulas, what counts as constant, and files. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeScales, encodeScales, fitScale, observedValues, scaled, unscaled } from "../../ts/data/scaling.js";

const scaleOf = (method: Parameters<typeof fitScale>[0], values: number[], level?: number) =>
  fitScale(method, Float64Array.from(values), level);

test("the formulas", () => {
  const values = [4, 8, 1, 3, 9];
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - 5) ** 2, 0) / 5);
  expect(scaleOf("standard", values).shift).toBeCloseTo(5, 12);
  expect(scaleOf("standard", values).width).toBeCloseTo(deviation, 12);
  expect(scaleOf("minmax", values)).toEqual({ shift: 1, width: 8 });
  expect(scaleOf("robust", values)).toEqual({ shift: 4, width: 5 });
  expect(scaleOf("none", values)).toEqual({ shift: 0, width: 1 });
});

test("very large and very small numbers are scaled as others are", () => {
  const values = [4, 8, 1, 3, 9];
  for (const method of ["standard", "minmax", "robust"] as const) {
    const { shift, width } = scaleOf(method, values);
    for (const unit of [2 ** 1000, 2 ** -1000]) {
      const own = values.map((x) => x * unit);
      expect(scaleOf(method, own)).toEqual({ shift: shift * unit, width: width * unit });
    }
    expect(scaleOf(method, [1e300, 1e300])).toEqual({ shift: 1e300, width: 1 });
  }
});

test("a constant but for rounding has width 1; small numbers beside a large mean have not", () => {
  for (const method of ["standard", "minmax", "robust"] as const) {
    expect(scaleOf(method, Array(40).fill(0.1)).width).toBe(1);
    expect(scaleOf(method, [7]).width).toBe(1);
    expect(scaleOf(method, [0, 5e-324, -5e-324, 0]).width).toBe(1);
  }
  const line = Array.from({ length: 50 }, (_, i) => 1000 + 0.1 * i);
  const steps = line.slice(1).map((x, i) => x - (line[i] as number));
  expect(scaleOf("standard", steps).width).toBeLessThan(1e-6);
  expect(scaleOf("standard", steps, 1002.5).width).toBe(1);
  expect(scaleOf("standard", [1e6, 1e6 + 1, 1e6, 1e6 + 1]).width).toBe(0.5);
  const spikes = Array.from({ length: 40 }, (_, i) => (i % 10 === 4 ? 9 : 5));
  expect(scaleOf("robust", spikes).width).toBeCloseTo(1.2, 12);
});

test("values without an observation leave a column as it is", () => {
  expect(scaleOf("standard", [])).toEqual({ shift: 0, width: 1 });
});

test("scaling undoes itself, and files keep every bit of it", () => {
  const finite = fc.double({ min: -1e100, max: 1e100, noNaN: true });
  const widths = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const methods = fc.constantFrom("standard", "minmax", "robust", "none");
  fc.assert(
    fc.property(methods, fc.array(finite, { minLength: 1 }), widths, (method, values, away) => {
      const scale = scaleOf(method, values);
      expect(scale.width).toBeGreaterThan(0);
      const x = scale.shift + away * scale.width;
      const largest = Math.max(Math.abs(x), Math.abs(scale.shift), scale.width);
      expect(Math.abs(unscaled(scaled(x, scale), scale) - x)).toBeLessThanOrEqual(1e-14 * largest + Number.MIN_VALUE);
      expect(decodeScales("scales", JSON.parse(JSON.stringify(encodeScales([scale]))), 1)).toEqual([scale]);
    }),
    { examples: [["robust", [0, -4.39311271090029e-162, 0, 0, -5e-324], 8.881784197001252e-16]] },
  );
});

test("a fit sees what was observed in its part of a column", () => {
  const table = {
    values: Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40),
    gaps: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0),
    form: { columns: ["a", "b"] },
  };
  expect([...observedValues(table, 1, 0, 3)]).toEqual([10, 30]);
  expect([...observedValues(table, 0, 1, 4)]).toEqual([2, 3, 4]);
});

test("scales of a file are checked", () => {
  for (const given of [undefined, [], [[1]], [[1, 0]], [[Number.NaN, 1]], [["1", 1]], [null]])
    expect(() => decodeScales("scales", given, 1)).toThrow(/scales/);
});
