/** Classifiers: answers, evaluation, explanations, streams, and what training makes of labels. */
import { Classifier, load, Tagger, train } from "rnn-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { kinds, paces, quick, waves, words } from "../sequence/example-data.js";

const labels = ["low", "mid", "high"] as const;
const data = { sequences: words, labels: kinds };
const weightsOf = (model: Classifier) => [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);
const refused = (code: string, pattern: RegExp) => ({ code, message: expect.stringMatching(pattern) });

let model: Classifier<"low" | "mid" | "high", string>;
beforeAll(async () => {
  model = await train(data, quick);
});

describe("an answer", () => {
  it("is the likeliest label, with the probability of each in order of first appearance", () => {
    const { label, probability, probabilities, ranked } = model.classify(words[0] as string);
    expect(model.classes).toEqual(labels);
    expect(Math.abs(probabilities.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-5);
    expect(probability).toBe(Math.max(...probabilities));
    expect(label).toBe(model.classes[probabilities.indexOf(probability)]);
    expect(ranked.map((r) => r.probability)).toEqual([...probabilities].sort((a, b) => b - a));
    expect(ranked.map((r) => probabilities[model.classes.indexOf(r.label)])).toEqual(ranked.map((r) => r.probability));
    expect(words.filter((word, i) => model.predict(word) === kinds[i]).length).toBeGreaterThan(60);
  });

  it("is the same in a batch, whatever the lengths of the others", () => {
    const one = words.map((word) => model.classify(word));
    model.classifyBatch(words).forEach(({ label, probabilities }, i) => {
      expect(label).toBe(one[i]?.label);
      expectClose(probabilities, one[i]?.probabilities ?? [], "batch", 1e-6, 1e-5);
    });
    expect(model.predictBatch(words)).toEqual(one.map(({ label }) => label));
    expect(model.classifyBatch([])).toEqual([]);
  });

  it.each(["last", "mean", "max"] as const)("does not depend on padding, read out by %s", async (readout) => {
    const both = await train(data, { ...quick, epochs: 1, readout, bidirectional: true, numLayers: 2, cell: "gru" });
    const [beside] = both.classifyBatch(["ab", "abcdefghabcdefgh"]);
    expectClose(beside?.probabilities ?? [], both.classify("ab").probabilities, readout, 1e-6, 1e-5);
  });
});

it("evaluate() gives the figures of the confusions", async () => {
  const some = { sequences: words.slice(0, 40), labels: kinds.slice(0, 40).map((kind, i) => (i % 9 ? kind : "low")) };
  const result = await model.evaluate(some);
  const answers = model.classifyBatch(some.sequences);
  const counts = labels.map((truth) =>
    labels.map((said) => some.labels.filter((label, i) => label === truth && answers[i]?.label === said).length),
  );
  expect(result.confusion).toEqual({ labels, counts });
  expect(result.perClass.map(({ label, support }) => [label, support])).toEqual(
    labels.map((label, k) => [label, counts[k]?.reduce((a, b) => a + b, 0)]),
  );
  const figures = labels.map((_, k) => {
    const right = counts[k]?.[k] as number;
    const [support, said] = [
      counts[k]?.reduce((a, b) => a + b, 0) ?? 0,
      counts.reduce((sum, row) => sum + (row[k] ?? 0), 0),
    ];
    return { precision: said ? right / said : 0, recall: support ? right / support : 0 };
  });
  figures.forEach((figure, k) => {
    expect(result.perClass[k]).toMatchObject(figure);
  });
  const f1 = figures.map(({ precision, recall }) =>
    precision + recall ? (2 * precision * recall) / (precision + recall) : 0,
  );
  expect(result.macroF1).toBeCloseTo(f1.reduce((a, b) => a + b) / 3, 9);
  expect(result.balancedAccuracy).toBeCloseTo(figures.reduce((sum, { recall }) => sum + recall, 0) / 3, 9);
  expect(result.accuracy).toBeCloseTo(labels.reduce((sum, _, k) => sum + (counts[k]?.[k] ?? 0), 0) / 40, 9);
  const loss =
    answers.reduce(
      (sum, { probabilities }, i) => sum - Math.log(probabilities[labels.indexOf(some.labels[i] as "low")] as number),
      0,
    ) / 40;
  expect(result.loss).toBeCloseTo(loss, 5);
  const uneven = await train(
    { sequences: words, labels: kinds.map((kind, i) => (i % 4 ? "mid" : kind)) },
    { maxSteps: 0 },
  );
  expect((await uneven.evaluate(data)).baseline).toEqual({ label: "mid", accuracy: 1 / 3 });
});

describe("explain()", () => {
  it("has the answers to all prefixes, and what each symbol adds", () => {
    const word = words[5] as string;
    const { prefixes, occlusion } = model.explain(word);
    expect(prefixes?.shape).toEqual([word.length, 3]);
    const whole = model.classify(word);
    [...word].forEach((_, i) => {
      const prefix = model.classify(word.slice(0, i + 1)).probabilities;
      expectClose(prefixes?.data.slice(3 * i, 3 * i + 3) ?? [], prefix, "prefix", 1e-5, 0);
      const without = model.classify(word.slice(0, i) + word.slice(i + 1));
      const left = without.probabilities[model.classes.indexOf(whole.label)] as number;
      expect(Math.abs((occlusion[i] as number) - (whole.probability - left))).toBeLessThan(1e-5);
    });
    expect(model.explain("a").occlusion).toHaveLength(1);
  });

  it("hides a row by the means of the training part", async () => {
    const rows = await train({ sequences: waves, labels: paces }, { ...quick, bidirectional: true, validation: 0 });
    const [wave] = waves as [(typeof waves)[number]];
    const all = waves.flat();
    const mean = {
      ax: all.reduce((sum, r) => sum + r.ax, 0) / all.length,
      ay: all.reduce((sum, r) => sum + r.ay, 0) / all.length,
    };
    const { prefixes, occlusion } = rows.explain(wave);
    expect(prefixes).toBeUndefined();
    const { label, probability } = rows.classify(wave);
    wave.forEach((_, i) => {
      const hidden = rows.classify(wave.map((row, k) => (k === i ? mean : row)));
      const left = hidden.probabilities[rows.classes.indexOf(label)] as number;
      expect(Math.abs((occlusion[i] as number) - (probability - left))).toBeLessThan(1e-5);
    });
  });
});

describe("a stream", () => {
  it("answers what all chunks together are", () => {
    const stream = model.stream();
    for (const [chunk, all] of [
      ["a", "a"],
      ["bcd", "abcd"],
      ["ef", "abcdef"],
    ] as const)
      expectClose(stream.write(chunk).probabilities, model.classify(all).probabilities, all, 1e-5, 0);
    stream.reset();
    expectClose(stream.write("ab").probabilities, model.classify("ab").probabilities, "again", 1e-5, 0);
    expect(() => stream.write("")).toThrow(expect.objectContaining({ code: "ERR_SHAPE" }));
  });

  it("carries the last values over gaps at a chunk's beginning", async () => {
    const gaps = waves.map((wave) => wave.map((row, i) => ({ ...row, ay: i % 3 === 2 ? null : row.ay })));
    const rows = await train({ sequences: gaps, labels: paces }, { ...quick, epochs: 1, missing: "carry" });
    expect(rows.config.features).toBe(3);
    const stream = rows.stream();
    let last = stream.write([gaps[1]?.[0] as never]);
    for (const row of gaps[1]?.slice(1) ?? []) last = stream.write([row] as never);
    expectClose(last.probabilities, rows.classify(gaps[1] as never).probabilities, "rows", 1e-5, 0);
  });

  it("needs one direction and the last step", async () => {
    for (const options of [{ bidirectional: true }, { readout: "mean" }] as const) {
      const other = await train(data, { ...quick, ...options, maxSteps: 0, epochs: undefined });
      expect(() => other.stream()).toThrow(expect.objectContaining(refused("ERR_INVALID_OPTION", /^stream: /)));
    }
  });
});

describe("labels", () => {
  it("keep their order and their type, whatever they are called", async () => {
    const odd = ["10", "2", "__proto__", "constructor", "b"];
    for (const classes of [odd, [10, 2, 7], [true, false]]) {
      const sequences = words.slice(0, 30);
      const first = await train(
        { sequences, labels: sequences.map((_, i) => classes[i % classes.length] as string) },
        { ...quick, maxSteps: 1, epochs: undefined },
      );
      const again = await load(first.save(), { task: "classify" });
      for (const one of [first, again]) expect(one.classes).toEqual(classes);
      expect(again.classify("ab")).toEqual(first.classify("ab"));
    }
  });

  it("are as the option lists them, and then no other", async () => {
    const classes = ["high", "none", "mid", "low"] as const;
    const told = await train(
      { sequences: words, labels: kinds as readonly string[] },
      { ...quick, classes, maxSteps: 1 },
    );
    expect(told.classes).toEqual(classes);
    // biome-ignore lint/suspicious/noSparseArray: the holes are the test
    const sparse = ["low", , "mid"] as "low"[];
    for (const refusing of [() => train(data, { classes: sparse }), () => load(told.save(), { classes: sparse })])
      await expect(refusing()).rejects.toMatchObject(
        refused("ERR_INVALID_OPTION", /^classes\[1\]: expected a string, a number or a boolean, got undefined/),
      );
    await expect(train(data, { classes: ["low", "mid"], maxSteps: 1 })).rejects.toMatchObject(
      refused("ERR_INVALID_OPTION", /^labels\[2\]: .*"low", "mid".*got "high"/),
    );
    await expect(model.evaluate({ sequences: ["ab"], labels: ["none" as "low"] })).rejects.toMatchObject(
      refused("ERR_INVALID_OPTION", /^labels\[0\]: .*got "none"/),
    );
    for (const wrong of [null, Number.NaN, {}, undefined])
      await expect(train({ sequences: ["a", "b"], labels: ["x", wrong as string] })).rejects.toMatchObject(
        refused("ERR_INVALID_OPTION", /^labels\[1\]: expected a string, a number or a boolean/),
      );
    await expect(train({ sequences: ["a", "b"], labels: [1, "1"] })).rejects.toMatchObject(
      refused("ERR_INVALID_OPTION", /^labels\[1\]: .*got "1"/),
    );
  });

  it("have weights by place or by name", async () => {
    const run = async (classWeights?: number[] | Record<string, number>) =>
      weightsOf(await train(data, { ...quick, epochs: 1, classWeights: classWeights as never }));
    const byPlace = await run([1, 2, 0.5]);
    expect(await run({ high: 0.5, mid: 2 })).toEqual(byPlace);
    expect(await run()).not.toEqual(byPlace);
    expect((await run([1e30, 1e30, 1])).every(Number.isFinite)).toBe(true);
    const wrong: [object, RegExp][] = [
      [{ classWeights: "balance" }, /^classWeights: expected "balanced"/],
      [{ classWeights: [1, 2] }, /^classWeights: expected 3 numbers/],
      [{ classWeights: { none: 1 } }, /^classWeights: .*got "none"/],
      [{ classWeights: [1, -1, 2] }, /^classWeights\[1\]: /],
      // biome-ignore lint/suspicious/noSparseArray: a hole is what this is about
      [{ classWeights: [1, , 2] }, /^classWeights\[1\]: .*got undefined/],
      [{ classWeights: [1, undefined, 2] }, /^classWeights\[1\]: .*got undefined/],
      [{ classWeights: new Map([["mid", 2]]) }, /^classWeights: .*got a value of type Map/],
      [{ classWeights: new Float32Array([1, 2, 0.5]) }, /^classWeights: .*got a value of type Float32Array/],
      [{ classWeights: [1, 1e31, 2] }, /^classWeights\[1\]: .*1e\+30/],
      [{ classWeights: { mid: 0 } }, /^classWeights: expected a weight above 0 for "mid" .*got 0/],
      [{ classWeights: [1e-50, 1, 1] }, /^classWeights: expected a weight above 0 for "low"/],
      [{ classWeights: "balanced", batchSize: 1 }, /^classWeights: expected a batchSize above 1/],
      [{ labelSmoothing: 1.5 }, /^labelSmoothing: .*1\.5/],
      [{ monitor: "f1" }, /^monitor: .*macroF1/],
      [{ monitor: "accuracy", validation: 0 }, /^monitor: expected a validation set, got none/],
      [{ loss: "mse" }, /^loss: .*regress/],
      [{ scale: "none" }, /^scale: expected no such option for sequences of symbols/],
    ];
    for (const [options, message] of wrong)
      await expect(train(data, { ...quick, ...options, maxSteps: 1 } as never)).rejects.toMatchObject(
        refused("ERR_INVALID_OPTION", message),
      );
  });
});

describe("files", () => {
  it("hold the model whole", async () => {
    const both = await train(data, { ...quick, epochs: 1, bidirectional: true, readout: "mean", unknown: "symbol" });
    const again = await load(both.save());
    expect(again).toBeInstanceOf(Classifier);
    expect(again).not.toBeInstanceOf(Tagger);
    expect(again.training).toBeUndefined();
    expect((again as Classifier).classify("ab?")).toEqual(both.classify("ab?"));
    expect((again as Classifier).config).toEqual(both.config);
    await expect(load(both.save(), { task: "regress" })).rejects.toMatchObject(refused("ERR_FORMAT", /classify/));
    both.dispose();
    expect(() => both.classify("ab")).toThrow(expect.objectContaining({ code: "ERR_DISPOSED" }));
  });

  it("are weights to start from, and bring alphabet and labels", async () => {
    const later = { batchSize: 8, maxSteps: 0, seed: 5, weights: model.save() };
    const again = await train({ sequences: words.slice(60).reverse(), labels: kinds.slice(60).reverse() }, later);
    expect([again.classes, again.alphabet]).toEqual([model.classes, model.alphabet]);
    expect(weightsOf(again)).toEqual(weightsOf(model as Classifier));
    const others: [object, RegExp][] = [
      [{ sequences: words, labels: words.map(() => "new") }, /^labels\[0\]: .*"new"/],
      [{ sequences: ["abz"], labels: ["low"] }, /"z"/],
      [{ sequences: waves, labels: paces }, /^sequences\[0\]/],
    ];
    for (const [other, message] of others) await expect(train(other as typeof data, later)).rejects.toThrow(message);
    const options: [object, RegExp][] = [
      [{ readout: "max" }, /^readout: expected "last", as in the weights/],
      [{ classes: ["mid", "low", "high"] }, /^classes: .*as in the weights/],
      [{ hiddenSize: 11 }, /^hiddenSize: expected 10/],
    ];
    for (const [more, message] of options)
      await expect(train(data, { ...later, ...more } as never)).rejects.toThrow(message);
  });
});

describe("the end of a run", () => {
  it("comes by patience, with the weights of the best score that `monitor` names", async () => {
    const seen = new Map<number, number>();
    const held = { sequences: words.slice(0, 21), labels: kinds.slice(0, 21).map((kind, i) => (i % 4 ? kind : "mid")) };
    const { training } = await train(data, {
      ...{ ...quick, epochs: undefined, patience: 2, monitor: "accuracy", lr: 0.05, validation: held },
      onProgress: ({ validation: v }) => v && seen.set(v.step, v.accuracy),
    });
    const [steps, scores] = [[...seen.keys()], [...seen.values()]];
    const best = scores.indexOf(Math.max(...scores));
    expect([training.reason, scores.length - 1 - best]).toEqual(["patience", 2]);
    expect(training.validation).toMatchObject({ step: steps[best], accuracy: scores[best] });
  });

  it("comes by a cap on epochs without validation", async () => {
    const few = { sequences: words.slice(0, 6), labels: kinds.slice(0, 6) };
    const { training } = await train(few, { hiddenSize: 2, embeddingDim: 2, validation: 0, seed: 1 });
    expect([training.reason, training.epochs > 1, training.validation]).toEqual(["epochs", true, undefined]);
  });
});
