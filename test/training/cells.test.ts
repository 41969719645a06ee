/** Taggers with each cell: PyTorch's runs, and all that a run and a model do with a cell. */
import { load, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { type ReferenceTensor, reference, referenceNames } from "../fixtures/reference.js";
import { bytesOf, caesar } from "./example-data.js";

const cells: readonly TaggerOptions[] = [
  { cell: "lstm" },
  { cell: "gru" },
  { cell: "rnn" },
  { cell: "rnn", nonlinearity: "relu" },
];

describe.each(referenceNames("fit_tag_"))("%s", (name) => {
  const { config, tensors } = reference(name);
  const { V, T, B, steps, cell, nonlinearity } = config;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-".slice(0, V);
  const textOf = (key: string, step: number, b: number) =>
    Array.from({ length: T }, (_, t) => alphabet[tensors[key]?.data[(step * T + t) * B + b] as number]).join("");

  it("has PyTorch's losses, norms and weights", async () => {
    const pairs = Array.from({ length: steps * B }, (_, i): [string, string] => [
      textOf("tokens", Math.floor(i / B), i % B),
      textOf("targets", Math.floor(i / B), i % B),
    ]);
    const weights = Object.fromEntries(
      Object.entries(tensors).filter(([key]) => /^(embedding|gru|rnn|linear)\./.test(key)),
    ) as Record<string, ReferenceTensor>;
    const [losses, norms]: [number[], number[]] = [[], []];
    const model = await train(
      { pairs },
      {
        ...{ cell, ...(cell === "rnn" && { nonlinearity }), weights, alphabet, outputAlphabet: alphabet },
        ...{ optimizer: config.optimizer, lr: config.lr, batchSize: B, maxSteps: steps, shuffle: false, validation: 0 },
        ...(config.momentum && { momentum: config.momentum }),
        ...(config.clip_grad_norm && { clipGradNorm: config.clip_grad_norm }),
        progressEvery: 1,
        onProgress({ loss, gradNorm }) {
          losses.push(loss);
          norms.push(gradNorm);
        },
      },
    );
    const distance = (values: ArrayLike<number>, wanted: ArrayLike<number>) =>
      Math.max(...Array.from(wanted, (value, i) => Math.abs(value - (values[i] as number)) / (1 + Math.abs(value))));
    expect(distance(losses, tensors["losses"]?.data as Float32Array)).toBeLessThan(1e-5);
    expect(distance(norms, tensors["grad_norms"]?.data as Float32Array)).toBeLessThan(1e-4);
    for (const [key, tensor] of model.stateDict())
      expect(distance(tensor.data(), tensors[`final.${key}`]?.data as Float32Array)).toBeLessThan(1e-4);
  });
});

describe.each(cells)("%j", (cell) => {
  const options: TaggerOptions = { ...cell, seed: 3, hiddenSize: 6, batchSize: 3, numLayers: 2, dropout: 0.2 };

  it("learns, is saved, and reads a stream as it reads the whole", async () => {
    const model = await train(caesar, { ...cell, seed: 1, hiddenSize: 16, batchSize: 8, lr: 0.01 });
    expect(model.decrypt("FUVEMVEMNMERPDRF")).toBe("THIS-IS-A-SECRET");
    const again = await load(model.save(), { task: "tag" });
    expect(again.config).toEqual(model.config);
    expect(again.probabilities("ERPDRF")).toEqual(model.probabilities("ERPDRF"));
    const stream = again.stream();
    expect([stream.write("FUV"), stream.write("EMVEM")].join("")).toBe(again.predict("FUVEMVEM"));
  });

  it("a resumed run and a worker's are the same run", async () => {
    const whole = bytesOf(await train(caesar, { ...options, maxSteps: 30 }));
    const run = startTraining(caesar, { ...options, maxSteps: 11 });
    await run.result;
    const resume = await run.checkpoint();
    expect(bytesOf(await train(caesar, { ...options, maxSteps: 30, resume }))).toBe(whole);
    expect(bytesOf(await train(caesar, { ...options, maxSteps: 30, worker: true }))).toBe(whole);
    const other = cell.cell === "gru" ? "lstm" : "gru";
    await expect(train(caesar, { cell: other, maxSteps: 30, resume })).rejects.toThrow(
      `cell: expected "${cell.cell}", as the checkpoint's run had, got "${other}"`,
    );
  });

  it("trains on with its weights, and not with another cell's", async () => {
    const model = await train(caesar, { ...options, maxSteps: 5 });
    const more = await train(caesar, { weights: model.save(), maxSteps: 5 });
    expect(more.config).toMatchObject({ cell: cell.cell, hiddenSize: 6 });
    const other = cell.cell === "gru" ? "lstm" : "gru";
    await expect(train(caesar, { cell: other, weights: model.save() })).rejects.toThrow(
      `cell: expected ${cell.cell}, as in the weights, got "${other}"`,
    );
  });
});
