/** Series for the tests of forecasters, and networks that say what they are told to. */
import { type Forecaster, type ForecasterOptions, train } from "rnn-wasm";
import { expect } from "vitest";
import { chance } from "../../formats/damaged-files.js";

let [next, drawnFor] = [chance(11), ""];

/** Numbers of a generator that begins anew with each test, whatever ran before it in the same process. */
function draw(n: number): number {
  const { testPath, currentTestName } = expect.getState();
  const test = `${testPath} ${currentTestName}`;
  if (test !== drawnFor) [next, drawnFor] = [chance(11), test];
  return next(n);
}

/** Roughly normal numbers. */
export const noise = (count: number, size = 1): number[] =>
  Array.from(
    { length: count },
    () => size * (Array.from({ length: 12 }, () => draw(1e6) / 1e6).reduce((a, b) => a + b) - 6),
  );

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Trains without any of the defaults that change numbers. */
export const plainly = {
  mode: "recursive",
  difference: "none",
  transform: "none",
  scale: "none",
  hiddenSize: 3,
  horizon: 6,
  validation: 0,
  maxSteps: 0,
} as const satisfies ForecasterOptions;

/** A model whose network says `output` at every step. */
export async function saying(data: object, options: object, output = 0): Promise<Forecaster> {
  const all = { ...plainly, ...options };
  const drawn = (await train(data as never, all as never)) as Forecaster;
  const weights = new Map(
    [...drawn.stateDict()].map(([name, tensor]) => [
      name,
      { shape: tensor.shape, data: tensor.data().fill(name === "linear.bias" ? output : 0) },
    ]),
  );
  return (await train(data as never, { ...all, weights } as never)) as Forecaster;
}

/** A trend with a season of twelve rows. */
export const pattern = [5, 7, 9, 14, 20, 17, 12, 11, 8, 6, 4, 3];
export const seasonal = (row: number): number => 100 + 1.5 * row + (pattern[row % 12] as number);

/** Dates of consecutive days. */
export const days = (count: number, from = "2024-01-01"): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10));
