/** The types of `train` and `load`: the data says which model comes back, and which options there are. Checked by tsc. */
import {
  type Cipher,
  type Classifier,
  ciphers,
  dataset,
  load,
  type Model,
  type ModelFor,
  type OptionsFor,
  type Pair,
  type Progress,
  type SymbolSequence,
  startTraining,
  Tagger,
  type TaggerOptions,
  type TrainedModel,
  type TrainingRun,
  train,
} from "rnn-wasm";
import { describe, expect, expectTypeOf, it } from "vitest";

const small: TaggerOptions = { maxSteps: 0, hiddenSize: 2 };
const caesar = ciphers.caesar({ key: 1 });

describe("the model of some data", () => {
  it("answers in the kind of its targets", async () => {
    const text = await train(caesar, small);
    expectTypeOf(text).toEqualTypeOf<TrainedModel<Tagger<string>>>();
    expectTypeOf(text.predict("A")).toEqualTypeOf<string>();
    const indices = await train(dataset(caesar, { numExamples: 1 }), small);
    expectTypeOf(indices.predict("A")).toEqualTypeOf<Int32Array>();
    const words = await train({ pairs: [[["the"], ["DET"]]] }, small);
    expectTypeOf(words.predictBatch([["the"]])).toEqualTypeOf<string[][]>();
    expect([text.predict("A"), indices.predict("A"), words.predict(["the"])]).toEqual([
      expect.any(String),
      expect.any(Int32Array),
      ["DET"],
    ]);
  });

  it("is known of data whose type is less exact", () => {
    expectTypeOf<ModelFor<Cipher>>().toEqualTypeOf<Tagger<string>>();
    expectTypeOf<ModelFor<{ pairs: [string, string][] }>>().toEqualTypeOf<Tagger<string>>();
    expectTypeOf<ModelFor<{ pairs: AsyncIterable<Pair<Int32Array>> }>>().toEqualTypeOf<Tagger<Int32Array>>();
    expectTypeOf<Tagger<string>>().toExtend<Tagger>();
    expectTypeOf<Tagger<string[]>>().toExtend<Model>();
    expectTypeOf<OptionsFor<Cipher>>().toEqualTypeOf<TaggerOptions>();
    expectTypeOf<TrainingRun<Tagger<string>>>().toExtend<TrainingRun>();
  });

  it("has a training only where train() made it", async () => {
    const model = await train(caesar, small);
    expectTypeOf(model.training.steps).toEqualTypeOf<number>();
    expectTypeOf<Tagger["training"]>().extract<undefined>().toEqualTypeOf<undefined>();
    expect([model.training.steps, (await load(model.save())).training]).toEqual([0, undefined]);
  });
});

describe("a loaded model", () => {
  it("is told apart by its task, and by instanceof", async () => {
    const model: Model = await load((await train(caesar, small)).save());
    expect(model.task).toBe("tag");
    expect(model).toBeInstanceOf(Tagger);
    if (model instanceof Tagger) expectTypeOf(model.predict("A")).toEqualTypeOf<SymbolSequence>();
    for (const other of [{}, { task: "tag" }, null, "tag", () => {}]) expect(other instanceof Tagger).toBe(false);
  });

  it("is of the task that is asked for, or refused", async () => {
    const file = (await train(caesar, small)).save();
    expectTypeOf(await load(file, { task: "tag" })).toEqualTypeOf<Tagger>();
    // @ts-expect-error: no such task
    await expect(load(file, { task: "tagger" })).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(/^task: expected "tag" \| .*, got "tagger"; did you mean "tag"\?$/),
    });
  });
});

describe("invalid options, cells and models", () => {
  it("is an error of the type and of the run", async () => {
    const invalid = expect.objectContaining({ code: "ERR_INVALID_OPTION" });
    // @ts-expect-error: no such option
    await expect(train(caesar, { hidenSize: 5 })).rejects.toEqual(invalid);
    // @ts-expect-error: no such cell
    await expect(train(caesar, { cell: "gruu" })).rejects.toEqual(invalid);
    // @ts-expect-error: no data
    await expect(train({ sequence: ["ab"] })).rejects.toEqual(invalid);
    // @ts-expect-error: models are made by train() and load()
    expect(() => new Tagger()).toThrow(invalid);
  });

  it("an option of another cell is refused by name", async () => {
    await expect(train(caesar, { nonlinearity: "relu" })).rejects.toThrow(
      /^nonlinearity: expected no such option for the cell lstm, got "relu"$/,
    );
  });
});

it("progress is the task's", async () => {
  const run = startTraining(caesar, { ...small, maxSteps: 1, validation: 0, onProgress: (p) => p.accuracy });
  for await (const progress of run) {
    expectTypeOf(progress).toEqualTypeOf<Progress<"tag">>();
    expect(progress).toMatchObject({ task: "tag", symbolsPerSecond: expect.any(Number) });
  }
});

describe("sequences with answers", () => {
  it("give a model of their labels, or of the form of their values", async () => {
    const options = { maxSteps: 0, hiddenSize: 2, validation: 0 } as const;
    const classifier = await train({ sequences: ["ab", "cd"], labels: ["de", "it"] }, options);
    expectTypeOf(classifier.predict("a")).toEqualTypeOf<"de" | "it">();
    expectTypeOf(classifier.classify("a").probabilities).toEqualTypeOf<Float32Array>();
    expectTypeOf(classifier).toExtend<Classifier>();
    const rows = [[{ ax: 1, ay: 2 }], [{ ax: 3, ay: 4 }]];
    const regressor = await train({ sequences: rows, values: [{ y: 1 }, { y: 2 }] }, { ...options, scale: "robust" });
    expectTypeOf(regressor.predict([{ ax: 1, ay: 2 }])).toEqualTypeOf<{ y: number }>();
    expect([classifier.classes, Object.keys(regressor.predict([{ ax: 1, ay: 2 }]))]).toEqual([["de", "it"], ["y"]]);
    const invalid = expect.objectContaining({ name: "RnnError" });
    // @ts-expect-error: other columns than trained on
    expect(() => regressor.predict([{ ax: 1, az: 2 }])).toThrow(invalid);
    // @ts-expect-error: symbols have no scale
    await expect(train({ sequences: ["ab"], labels: ["x"] }, { scale: "none" })).rejects.toEqual(invalid);
    // @ts-expect-error: no such class
    await expect(train({ sequences: ["a", "b"], labels: ["x", "y"] }, { classWeights: { z: 1 } })).rejects.toEqual(
      invalid,
    );
  });
});
