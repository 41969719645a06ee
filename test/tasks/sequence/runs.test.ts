/** Runs of classifiers and regressors: workers, checkpoints, progress, other data. */
import { type Classifier, load, type Regressor, startTraining, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { kinds, quick, waves, words } from "./example-data.js";

const bytesOf = (model: Pick<Classifier, "save">) => Buffer.from(model.save()).toString("base64");
const values = waves.map((wave, i) => wave.length + i / 10);

describe.each([
  ["symbols and labels", { sequences: words, labels: kinds }, { symbolDropout: 0.3 }],
  ["rows and values", { sequences: waves, values }, {}],
] as const)("a run on %s", (_, data, own) => {
  const options = {
    ...quick,
    numLayers: 2,
    dropout: 0.2,
    validation: 0.2,
    epochs: undefined,
    until: {},
    maxSteps: 20,
    emaDecay: 0.9,
    ...own,
  };
  const run = (more: object = {}) =>
    train(data as never, { ...options, ...more } as never) as unknown as Promise<Classifier | Regressor>;

  it("gives the same bytes in a worker, and resumed from a checkpoint", async () => {
    const whole = bytesOf(await run());
    expect(bytesOf(await run({ worker: true }))).toBe(whole);
    const cut = startTraining(data as never, { ...options } as never);
    await cut.pause();
    await cut.step(13);
    const file = await cut.checkpoint();
    await cut.stop();
    await cut.result;
    for (const worker of [false, true]) expect(bytesOf(await run({ resume: file, worker }))).toBe(whole);
    expect((await load(file)).task).toBe("labels" in data ? "classify" : "regress");
    const other = { ...data, sequences: [...data.sequences].reverse() };
    await expect(train(other as never, { ...options, resume: file } as never)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(/^data: expected the (labeled|valued) sequences/),
    });
  });

  it("with replicas differs by rounding only", async () => {
    const [alone, two] = [await run({ dropout: 0 }), await run({ dropout: 0, workers: 2 })].map((model) =>
      [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]),
    );
    expect(Math.max(...(alone ?? []).map((w, i) => Math.abs(w - (two?.[i] as number))))).toBeLessThan(1e-4);
  });

  it("reads a validation of its own, in the same alphabet or columns", async () => {
    const held = Object.fromEntries(Object.entries(data).map(([key, items]) => [key, items.slice(0, 9)]));
    const { training } = await run({ validation: held });
    expect(training?.validation?.loss).toBeGreaterThan(0);
    expect(training?.validation?.count).toBe(9);
    expect(training?.epochs).toBe(Math.floor(20 / Math.ceil(data.sequences.length / 8)));
  });
});

describe("progress", () => {
  it("of a classifier shows a sequence with its label and the answer", async () => {
    const run = startTraining({ sequences: words, labels: kinds }, { ...quick, epochs: 1, progressEvery: 1 });
    let last = 0;
    for await (const { task, accuracy, sample, step } of run) {
      expect([task, words.includes(sample.input as string), kinds.includes(sample.label as "low")]).toEqual([
        "classify",
        true,
        true,
      ]);
      expect([sample.probability > 0, accuracy * 8]).toEqual([true, expect.closeTo(Math.round(accuracy * 8), 5)]);
      last = step;
    }
    expect(last).toBe((await run.result).training.steps);
  });

  it("of a regressor shows a value and its estimate", async () => {
    let last: unknown;
    await train({ sequences: waves, values }, { ...quick, epochs: 1, validation: 0.2, onProgress: (p) => (last = p) });
    expect(last).toMatchObject({
      task: "regress",
      sample: { actual: expect.any(Number), predicted: expect.any(Number) },
      validation: { mae: expect.any(Number) },
    });
    expect(last).not.toHaveProperty("accuracy");
  });
});

it("the scaling is fitted on what is trained on, not on what is held back", async () => {
  const far = waves.map((wave, i) => (i < 2 ? wave.map(({ ax, ay }) => ({ ax: ax + 1e6, ay })) : wave));
  const kept = { sequences: far.slice(2), labels: waves.slice(2).map((_, i) => (i % 2 ? "a" : "b")) };
  const held = { sequences: far.slice(0, 2), labels: ["a", "b"] };
  const run = (validation: unknown) => train(kept, { ...quick, epochs: 1, validation } as never) as Promise<Classifier>;
  expect(bytesOf(await run(held))).toBe(bytesOf(await run(0)));
});
