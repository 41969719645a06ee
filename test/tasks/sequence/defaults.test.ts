/** Defaults of classifiers and regressors that follow from their data. */
import { train } from "rnn-wasm";
import { toPyTorch } from "rnn-wasm/pytorch";
import { expect, it } from "vitest";
import { kinds, paces, waves, words } from "./example-data.js";

it("an embedding is wide for letters, and narrower for many words", async () => {
  const dimOf = async (symbols: number) => {
    const alphabet = Array.from({ length: symbols }, (_, i) => `word${i}`);
    const data = { sequences: [["word0"], ["word1"]], labels: ["x", "y"] };
    return (await train(data, { alphabet, hiddenSize: 4, maxSteps: 0, seed: 1 })).config.embeddingDim;
  };
  expect(await Promise.all([3, 512, 1024, 20_000].map(dimOf))).toEqual([128, 128, 64, 16]);
});

it("weights decay more in classifiers of numbers, as L2 penalty in regressors, and not at all with an optimizer that was chosen", async () => {
  const texts = { sequences: words, labels: kinds };
  const rows = { sequences: waves, labels: paces };
  const decayOf = async (data: object, options: object = {}) =>
    /weight_decay=([\d.]+)/.exec(await toPyTorch({ data, options: { seed: 1, ...options } } as never))?.[1];
  expect(await decayOf(texts)).toBe("0.05");
  expect(await decayOf(rows)).toBe("0.3");
  expect(await decayOf({ sequences: waves, values: waves.map((wave) => wave.length) })).toBe("0.0003");
  expect(await decayOf(rows, { weightDecay: 0.2 })).toBe("0.2");
  expect(await decayOf(rows, { optimizer: "adam" })).toBeUndefined();
});

it("classifiers that tell their classes apart end before the cap, and answer the same", async () => {
  const codes = Array.from({ length: 60 }, (_, i) => `${"ab"[i % 2]}${(i * 7919) % 1000}`);
  const texts = { sequences: codes, labels: codes.map((code) => code[0] as string) };
  const small = { hiddenSize: 8, embeddingDim: 8, lr: 0.02, seed: 1 };
  const model = await train(texts, small);
  expect(model.training.reason).toBe("patience");
  expect(model.training.epochs).toBeLessThan(100);
  expect(model.predictBatch(codes)).toEqual(texts.labels);
  const longer = await train(texts, { ...small, patience: 20, epochs: 150 });
  expect([longer.training.reason, longer.predictBatch(codes)]).toEqual(["epochs", texts.labels]);
});
