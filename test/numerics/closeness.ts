/**
 * How near numbers must be, as one says it of PyTorch's: element by element, or as a whole.
 */
import { expect } from "vitest";

/** |Δ| ≤ atol + rtol·|expected| for each element. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  atol = 1e-5,
  rtol = 1.3e-6,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [got, wanted] = [actual[i] as number, expected[i] as number];
    const near = Object.is(got, wanted) || Math.abs(got - wanted) <= atol + rtol * Math.abs(wanted);
    if (!near) expect.fail(`${what}[${i}]: got ${got}, expected ${wanted}`);
  }
}

/** ‖Δ‖ ≤ limit·‖expected‖: for gradients, where a single element can be all rounding. */
export function expectNormClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  limit = 1e-5,
  atol = 1e-7,
): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  let [difference, norm] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += ((actual[i] as number) - (expected[i] as number)) ** 2;
    norm += (expected[i] as number) ** 2;
  }
  const off = Math.sqrt(difference);
  if (!(off <= limit * Math.sqrt(norm) + atol)) expect.fail(`${what}: off by ${off} of ${Math.sqrt(norm)}`);
}
