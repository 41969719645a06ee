/** Forecasters trained and asked as PyTorch's reference runs. */
import { type Forecaster, train } from "rnn-wasm";
import { test } from "vitest";
import { type ReferenceTensor, reference, referenceNames } from "../../fixtures/reference.js";
import { expectClose, expectNormClose } from "../../numerics/closeness.js";
import { optionsOf, stateOf } from "../sequence/reference-runs.js";

const rowsOf = ({ shape, data }: ReferenceTensor): number[][] => {
  const [rows = 0, width = 0] = shape;
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
};

test.each([...referenceNames("fit_forecast_"), ...referenceNames("seed_forecast")])("%s", async (name) => {
  const file = reference(name);
  const { config: c, tensors } = file;
  const tensor = (key: string) => tensors[key] as ReferenceTensor;
  const losses: number[] = [];
  const model = (await train(
    { series: rowsOf(tensor("series")) },
    {
      ...optionsOf(file),
      ...{ mode: c.mode, difference: "none", scale: c.scale, loss: c.loss, window: c.window, stride: c.stride },
      ...{ horizon: c.horizon, validation: c.validation ?? 0, shuffle: c.shuffle ?? false, targets: c.targets },
      known: c.known ? [c.C] : undefined,
      ...(c.run_seed == null ? { weights: stateOf(file) } : { seed: c.run_seed }),
      onProgress: (progress) => losses.push(progress.loss),
    },
  )) as unknown as Forecaster;
  expectClose(losses, tensor("losses").data, "losses", 2e-5, 1e-5);
  const weights = model.stateDict();
  for (const [key, { data }] of stateOf(file, "final."))
    expectNormClose(weights.get(key)?.data() ?? [], data, key, 1e-4);
  const future = c.known ? { future: rowsOf(tensor("future")).map((row) => [row[c.C] as number]) } : {};
  const found = model.forecast(c.horizon, future) as number[][];
  expectClose(found.flat(), tensor("forecast").data, "forecast", 2e-4, 2e-4);
});
