/** Runs of forecasters: workers, checkpoints, files and weights. */

import * as ort from "onnxruntime-web";
import { type Forecaster, load, startTraining, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { toPyTorch } from "rnn-wasm/pytorch";
import { readSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { isFull } from "../../runs.js";
import { days, noise, saying } from "./example-data.js";

ort.env.wasm.numThreads = 1;

const bytesOf = (model: { save(): Uint8Array }) => Buffer.from(model.save()).toString("base64");
const y = noise(100, 0.1).map((x, i) => 5 + Math.sin(i / 3) + i / 50 + x);
const data = { series: y.map((a, i) => ({ a, b: i })) };
const quick = { hiddenSize: 6, horizon: 4, window: 12, stride: 3, batchSize: 4, seed: 3 } as const;

it("gives the same bytes in a worker, and resumed", async () => {
  const options = { ...quick, numLayers: 2, dropout: 0.2, until: {}, maxSteps: 30 };
  const whole = bytesOf(await train(data, options));
  expect(bytesOf(await train(data, { ...options, worker: true }))).toBe(whole);
  const run = startTraining(data, options);
  await run.pause();
  await run.step(13);
  const file = await run.checkpoint();
  await run.stop();
  await run.result;
  for (const worker of [false, true])
    expect(bytesOf(await train(data, { ...options, resume: file, worker }))).toBe(whole);
  const kept = await load(file, { task: "forecast" });
  expect(kept.forecast(2, { levels: [80] }).mean).toHaveLength(2);
  const other = { series: [...data.series].reverse() };
  await expect(train(other, { ...options, resume: file })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
});

it("keeps a long series as tensors beside those of its network, and a short one in its metadata", async () => {
  const level = Float64Array.from({ length: 66_000 }, (_, row) => Math.sin(row / 5) + row / 33_000);
  const series = { a: level, b: Array.from(level, (value, row) => (row % 1000 === 7 ? null : -value)) };
  const long = { ...quick, window: 16, stride: 1000, missing: "carry", maxSteps: 2 } as const;
  const run = startTraining({ series }, long);
  const model = await run.result;
  const file = model.save();
  const { tensors, metadata } = readSafetensors(file);
  const beside = [...tensors.keys()].filter((name) => !model.stateDict().has(name));
  expect(beside.sort()).toEqual(["data.0.errors", "data.0.gaps", "data.0.values"]);
  expect((metadata["rnn-wasm"] as string).length).toBeLessThan(2000);
  const loaded = await load(file, { task: "forecast" });
  expect(loaded.forecast(2, { levels: [80] })).toEqual(model.forecast(2, { levels: [80] }));
  expect(bytesOf(loaded)).toBe(bytesOf(model));
  if (isFull) {
    const resumed = await train({ series }, { ...long, resume: await run.checkpoint(), maxSteps: 3 });
    expect(resumed.training.steps).toBe(3);
  }
  await expect(toPyTorch({ data: { series }, options: long })).rejects.toThrow(
    /data: expected a series that a program/,
  );
  expect([...readSafetensors((await train(data, { ...quick, maxSteps: 1 })).save()).tensors.keys()]).toEqual(
    expect.not.arrayContaining([expect.stringContaining("data.")]),
  );
});

it("with replicas differs by rounding only", async () => {
  const weights = async (workers: number) => {
    const model = await train(data, { ...quick, maxSteps: 12, workers });
    return [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);
  };
  expectClose(await weights(2), await weights(1), "weights", 1e-4, 0);
});

it("ends by patience and keeps the best at the horizon", async () => {
  const losses: number[] = [];
  const model = await train(data, {
    ...quick,
    patience: 3,
    onProgress: ({ validation, sample }) => {
      if (validation) losses.push(validation.loss);
      expect(sample).toHaveProperty("predicted");
    },
  });
  expect(model.training.reason).toBe("patience");
  expect(model.training.validation?.loss).toBe(Math.min(...losses));
});

it("a file has all of it, and tensors of the network alone", async () => {
  const options = { ...quick, season: 6, difference: "both", transform: "log1p", lags: [2], maxSteps: 5 } as const;
  const model = await train({ series: y }, options);
  const again = await load(model.save(), { task: "forecast" });
  expect(bytesOf(again)).toBe(bytesOf(model));
  expect(again.forecast(9, { levels: [50] })).toEqual(model.forecast(9, { levels: [50] }));
  expect(await again.backtest()).toEqual(await model.backtest());
  expect([...readSafetensors(model.save()).tensors.keys()].every((name) => /^(lstm|linear)\./.test(name))).toBe(true);
  const foreign = await train({ series: y.map((x) => x + 90) }, { ...quick, weights: model.save(), maxSteps: 0 });
  expect(foreign.config).toMatchObject({ difference: "both", transform: "log1p", season: 6, lags: [2] });
  await expect(
    train({ series: y }, { ...quick, weights: model.save(), difference: "none", maxSteps: 0 }),
  ).rejects.toThrow(/difference: expected "both", as in the weights, got "none"/);
});

it("weights of a file bring their scale; a bare state dict does not", async () => {
  const [low, high] = [noise(60), noise(60).map((x) => x + 900)];
  const model = await saying({ series: low }, { scale: "standard" });
  const options = { hiddenSize: 3, horizon: 6, validation: 0, maxSteps: 0 } as const;
  const [of] = (await train({ series: high }, { ...options, weights: model.save() })).forecast(1);
  expect(of).toBeLessThan(10);
  const [fresh] = (await saying({ series: high }, { scale: "standard" })).forecast(1) as number[];
  expect(fresh).toBeGreaterThan(890);
});

describe("ONNX Runtime forecasts as the model does", () => {
  const dates = days(100);
  it.each<[string, object, object]>([
    [
      "logarithm, both differences, lags",
      { series: y },
      { season: 6, difference: "both", transform: "log", lags: [1, 4] },
    ],
    ["log1p and gaussian", { series: y }, { difference: "first", transform: "log1p", loss: "gaussian" }],
    ["several columns, one target", data, { difference: "season", season: 5, targets: ["b"] }],
    ["direct", data, { mode: "direct", difference: "both", season: 3, targets: ["b", "a"], horizon: 4 }],
    ["gru, direct, no difference", { series: y }, { mode: "direct", difference: "none", cell: "gru", numLayers: 2 }],
    ["known ahead", { series: { sales: y, price: y.map((x) => 2 * x) } }, { known: ["price"], difference: "first" }],
    [
      "calendar",
      { series: y.map((sales, i) => ({ date: dates[i], sales })) },
      { time: "date", calendar: ["weekday"], difference: "none" },
    ],
  ])("%s", async (_, series, options) => {
    const model = (await train(
      series as never,
      { ...quick, stride: 9, maxSteps: 4, ...options } as never,
    )) as unknown as Forecaster;
    const { predicted, preprocessing } = {
      predicted: model.exported.plan.predicted,
      preprocessing: model.exported.preprocessing,
    };
    const session = await ort.InferenceSession.create(toOnnx(model), { executionProviders: ["wasm"] });
    const T = y.length;
    const prices = y.map((x) => 2 * x);
    const column = (index: number) => (preprocessing.form.columns[index] === "b" ? data.series.map(({ b }) => b) : y);
    const values = Float64Array.from({ length: T * predicted.length }, (_, i) => {
      const at = predicted[i % predicted.length] as number;
      return column(at)[Math.floor(i / predicted.length)] as number;
    });
    const feeds: Record<string, ort.Tensor> = { values: new ort.Tensor("float64", values, [T, 1, predicted.length]) };
    if (session.inputNames.includes("known"))
      feeds["known"] = new ort.Tensor("float64", Float64Array.from([...prices.slice(1), 7]), [T, 1, 1]);
    if (session.inputNames.includes("calendar")) {
      const weekday = (i: number) =>
        (2 * Math.PI * new Date(Date.parse("2024-01-01") + (i + 1) * 864e5).getUTCDay()) / 7;
      const angles = Float32Array.from({ length: 2 * T }, (_, i) => (i % 2 ? Math.cos : Math.sin)(weekday(i >> 1)));
      feeds["calendar"] = new ort.Tensor("float32", angles, [T, 1, 2]);
    }
    const found = (await session.run(feeds))["forecast"] as ort.Tensor;
    const steps = preprocessing.mode === "direct" ? preprocessing.horizon : 1;
    const future = preprocessing.known.length > 0 ? { future: { price: [7] } } : {};
    const wanted = model.forecast(steps, future as never) as unknown;
    const rows = Array.isArray(wanted) ? wanted : (wanted as { sales: number[] }).sales;
    const expected = (rows as (number | object)[]).flatMap((row) =>
      typeof row === "number" ? [row] : Object.values(row),
    ) as number[];
    expectClose([...(found.data as Float64Array)].slice(-expected.length), expected, "forecast", 1e-4, 1e-5);
    await session.release();
  });
});
