/** ONNX files, run by ONNX Runtime (wasm, one thread), beside the model's own probabilities. */
import * as ort from "onnxruntime-web";
import { type Classifier, ciphers, manualSeed, type Tagger, type TaggerOptions, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { describe, expect, test } from "vitest";
import { expectClose } from "../numerics/closeness.js";
import { chance } from "./damaged-files.js";

ort.env.wasm.numThreads = 1;

const softmax = (logits: Float32Array): number[] => {
  const top = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};

/** The model's probabilities and those of the file, for B random messages of T symbols; returns the largest difference. */
async function largestDifference(model: Tagger, session: ort.InferenceSession, T: number, B: number): Promise<number> {
  const symbols = [...model.alphabet];
  const next = chance(T * 100 + B);
  const tokens = Array.from({ length: T * B }, () => next(symbols.length));
  const input = new ort.Tensor("int64", BigInt64Array.from(tokens, BigInt), [T, B]);
  const { logits } = await session.run({ tokens: input });
  const V = model.config.numClasses;
  expect(logits?.dims).toEqual([T, B, V]);
  const values = logits?.data as Float32Array;
  let largest = 0;
  for (let b = 0; b < B; b++) {
    const message = Array.from({ length: T }, (_, t) => symbols[tokens[t * B + b] as number]).join("");
    const { data } = model.probabilities(message);
    for (let t = 0; t < T; t++) {
      const row = softmax(values.subarray((t * B + b) * V, (t * B + b + 1) * V));
      row.forEach((probability, v) => {
        largest = Math.max(largest, Math.abs(probability - (data[t * V + v] as number)));
      });
    }
  }
  return largest;
}

describe("ONNX Runtime computes the probabilities of the model", () => {
  test.each<[string, TaggerOptions]>([
    ["one layer", {}],
    ["two layers, both directions", { numLayers: 2, bidirectional: true }],
    ["three layers, one direction, odd sizes", { numLayers: 3, hiddenSize: 13, embeddingDim: 3 }],
    ["one layer, both directions, one unit", { bidirectional: true, hiddenSize: 1, embeddingDim: 1 }],
  ])("%s", async (_, options) => {
    const model = await train(ciphers.vigenere({ key: "KEY" }), { ...options, seed: 1, lr: 0.02, maxSteps: 100 });
    const session = await ort.InferenceSession.create(toOnnx(model), { executionProviders: ["wasm"] });
    expect([session.inputNames, session.outputNames]).toEqual([["tokens"], ["logits"]]);
    for (const T of [1, 7, 32])
      for (const B of [1, 3]) expect(await largestDifference(model, session, T, B)).toBeLessThan(1e-5);
    await session.release();
  });

  test("alphabets that differ, with symbols of any kind", async () => {
    manualSeed(1);
    const pairs: [string, string][] = [
      ["🎉é👍", "xyz"],
      ["é👍🎉", "yzx"],
      ["👍", "w"],
    ];
    const model = await train({ pairs }, { maxSteps: 30 });
    const bytes = toOnnx(model);
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
    expect(await largestDifference(model, session, 5, 2)).toBeLessThan(1e-5);
    // The metadata of the file contains the symbols of the indices.
    for (const text of [JSON.stringify(model.alphabet), JSON.stringify(model.outputAlphabet)])
      expect(Buffer.from(bytes).includes(text)).toBe(true);
  });
});

test("the same model gives the same file", async () => {
  const model = await train(ciphers.atbash(), { seed: 1, maxSteps: 5 });
  expect(Buffer.from(toOnnx(model)).equals(toOnnx(model))).toBe(true);
});

test("rejects anything but a model, and disposed models", async () => {
  for (const given of [undefined, null, {}, new Uint8Array(8)])
    expect(() => toOnnx(given as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  const model = await train(ciphers.atbash(), { seed: 1, maxSteps: 1 });
  model.dispose();
  expect(() => toOnnx(model)).toThrow(expect.objectContaining({ code: "ERR_DISPOSED" }));
});

describe("ONNX Runtime answers whole sequences as the model does, from the data's units", () => {
  const sequences = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 2 + (i % 4) }, (_, k) => [100 + 30 * Math.sin(k + i), i % 3 === 0 ? k : null] as const),
  );
  const filled = sequences.map((rows) => rows.map(([x, y]) => [x, y ?? 0]));
  const texts = ["abcab", "b", "ca", "cab", "aaaa", "bb"];
  const quick = { hiddenSize: 5, epochs: 3, batchSize: 4, validation: 0, seed: 1, lr: 0.05 } as const;

  /** Runs a file on sequences of unlike lengths. */
  async function answers(
    file: Uint8Array,
    type: "int64" | "float64",
    rows: readonly (readonly number[][])[],
    more = {},
  ) {
    const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] });
    const [B, T, F] = [rows.length, Math.max(...rows.map((row) => row.length)), rows[0]?.[0]?.length as number];
    const flat = Array.from(
      { length: T * B },
      (_, at) => rows[at % B]?.[Math.floor(at / B)] ?? Array(F).fill(0),
    ).flat();
    const data =
      type === "int64"
        ? new ort.Tensor("int64", BigInt64Array.from(flat, BigInt), [T, B])
        : new ort.Tensor("float64", Float64Array.from(flat), [T, B, F]);
    const lengths = new ort.Tensor(
      "int64",
      BigInt64Array.from(rows, (row) => BigInt(row.length)),
      [B],
    );
    const outputs = await session.run({ [session.inputNames[0] as string]: data, lengths, ...more });
    await session.release();
    return outputs;
  }

  test.each(["last", "mean", "max"] as const)("a classifier of symbols, read out by %s", async (readout) => {
    const labels = texts.map((text) => text.includes("c"));
    const model = await train({ sequences: texts, labels }, { ...quick, readout, bidirectional: true, numLayers: 2 });
    const tokens = texts.map((text) => [...text].map((symbol) => [[...(model.alphabet as string)].indexOf(symbol)]));
    const { probabilities } = await answers(toOnnx(model), "int64", tokens);
    const wanted = model.classifyBatch(texts).flatMap(({ probabilities }) => [...probabilities]);
    expectClose(probabilities?.data as Float32Array, wanted, readout, 1e-5, 0);
  });

  test("a classifier of numbers with gaps, which are a further input", async () => {
    const labels = sequences.map((_, i) => `${i % 2}`);
    const model = await train({ sequences, labels }, { ...quick, missing: "carry", cell: "gru" } as never);
    const full = sequences.filter((_, i) => i % 3 === 0) as unknown as number[][][];
    const T = Math.max(...full.map((rows) => rows.length));
    const none = new ort.Tensor("float32", new Float32Array(T * full.length), [T, full.length, 1]);
    const { probabilities } = await answers(toOnnx(model), "float64", full, { gaps: none });
    const wanted = (model as Classifier)
      .classifyBatch(full as never)
      .flatMap(({ probabilities }) => [...probabilities]);
    expectClose(probabilities?.data as Float32Array, wanted, "probabilities", 1e-5, 0);
  });

  test.each(["mse", "gaussian"] as const)("a regressor with the loss %s", async (loss) => {
    const values = filled.map((rows, i) => ({ sum: 1000 + rows.length, place: i }));
    const model = await train({ sequences: filled, values }, { ...quick, loss, scale: "robust" });
    const { predictions } = await answers(toOnnx(model), "float64", filled);
    const wanted = model.predictBatch(filled).flatMap(({ sum, place }) => [sum, place]);
    expectClose(predictions?.data as Float64Array, wanted, "predictions", 1e-3, 1e-6);
  });
});
