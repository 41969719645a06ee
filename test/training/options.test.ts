/** Options of a run: what each of them does, and that each wrong one is refused by its name. */
import fc from "fast-check";
import { type LrSchedule, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { expectClose } from "../numerics/closeness.js";
import { runs } from "../runs.js";
import { bytesOf, caesar, messagePairs } from "./example-data.js";

const pairs = messagePairs(caesar, 12, 2, 6);
const invalid = (message: RegExp) =>
  expect.objectContaining({ name: "RnnError", code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) });

/** Learning rates of the first updates. */
async function ratesOf(lrSchedule: LrSchedule, steps: number, options: TaggerOptions = {}): Promise<number[]> {
  const rates: number[] = [];
  const settings = { seed: 1, validation: 0, lr: 0.1, messageLength: 1, progressEvery: 1 };
  await train(caesar, { maxSteps: steps, ...settings, ...options, lrSchedule, onProgress: ({ lr }) => rates.push(lr) });
  return rates;
}

describe("lrSchedule", () => {
  // As PyTorch's schedulers compute it: each rate from the one before, or by phases.
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);

  it("cosine is CosineAnnealingLR", async () => {
    const [steps, min] = [7, 0.01];
    let lr = 0.1;
    const wanted = range(steps).map((t) => {
      if (t > 0)
        lr = ((1 + Math.cos((Math.PI * t) / steps)) / (1 + Math.cos((Math.PI * (t - 1)) / steps))) * (lr - min) + min;
      return lr;
    });
    expectClose(await ratesOf({ type: "cosine", etaMin: min }, steps), wanted, "rates", 1e-12, 1e-12);
    expectClose(await ratesOf({ type: "cosine", steps, etaMin: min }, 5), wanted.slice(0, 5), "rates", 1e-12, 1e-12);
  });

  it("step is StepLR", async () => {
    let lr = 0.1;
    const wanted = range(9).map((t) => {
      if (t > 0 && t % 4 === 0) lr *= 0.5;
      return lr;
    });
    expectClose(await ratesOf({ type: "step", stepSize: 4, gamma: 0.5 }, 9), wanted, "rates", 1e-12, 1e-12);
    expectClose(await ratesOf({ type: "step", steps: 2 }, 3), [0.1, 0.1, 0.01], "rates", 1e-12, 1e-12);
  });

  it("linear is LinearLR", async () => {
    const wanted = [1 / 3, 1 / 3 + 1 / 6, 2 / 3, 1 / 3 + 0.5, 1, 1].map((factor) => 0.1 * factor);
    expectClose(await ratesOf({ type: "linear", steps: 4 }, 6), wanted, "rates", 1e-12, 1e-12);
    const down = await ratesOf({ type: "linear", startFactor: 1, endFactor: 0 }, 5);
    expectClose(down, [0.1, 0.08, 0.06, 0.04, 0.02], "rates", 1e-12, 1e-12);
  });

  it.each([
    [{ annealStrategy: "linear" as const }, [0.004, 0.052, 0.1, 0.075, 0.05, 0.025, 4e-7]],
    [
      { annealStrategy: "linear" as const, threePhase: true, pctStart: 3 / 7 },
      [0.004, 0.052, 0.1, 0.052, 0.004, 0.002, 4e-7],
    ],
    [{}, [0.004, 0.052, 0.1, 0.0854, 0.05, 0.0146, 4e-7]],
  ])("onecycle %j is OneCycleLR", async (options, wanted) => {
    const rates = await ratesOf({ type: "onecycle", pctStart: 3 / 7, ...options }, 7);
    expectClose(rates, wanted, "rates", 1e-4, 0);
    expectClose(
      await ratesOf({ type: "onecycle", pctStart: 3 / 7, maxLr: 0.2, ...options }, 7),
      rates.map((lr) => 2 * lr),
      "rates",
      1e-12,
      1e-12,
    );
  });

  it("is as long as the run, or says how long it is", async () => {
    const epochs = { maxSteps: undefined, epochs: 2, stepsPerEpoch: 5 };
    expectClose(
      await ratesOf({ type: "cosine" }, 10, epochs),
      await ratesOf({ type: "cosine", steps: 10 }, 10),
      "rates",
      0,
      0,
    );
    await expect(train(caesar, { lrSchedule: { type: "cosine" } })).rejects.toEqual(invalid(/^lrSchedule\.steps/));
    expect((await train(caesar, { maxSteps: 0, lrSchedule: { type: "cosine" } })).training.steps).toBe(0);
  });

  it("as a function is asked for every update, in order", async () => {
    for (const worker of [false, true]) {
      const asked: number[] = [];
      const rate = (step: number) => {
        asked.push(step);
        return 0.1 / (step + 1);
      };
      expectClose(
        await ratesOf(rate, 20, { worker, progressEvery: 4 }),
        [4, 8, 12, 16, 20].map((n) => 0.1 / n),
        "rates",
        0,
        1e-15,
      );
      expect(asked).toEqual(range(20));
    }
    for (const wrong of [Number.NaN, -1, "0.1", undefined])
      await expect(ratesOf(() => wrong as number, 3)).rejects.toEqual(invalid(/^lrSchedule\(0\)/));
  });

  it.each<[object, RegExp]>([
    [{ type: "cosin" }, /"cosine"/],
    [{}, /lrSchedule\.type/],
    [{ type: "cosine", gamma: 1 }, /gamma/],
    [{ type: "step" }, /stepSize/],
    [{ type: "step", stepSize: 2, gamma: -1 }, /gamma/],
    [{ type: "linear", startFactor: 0 }, /startFactor/],
    [{ type: "onecycle", pctStart: 2 }, /pctStart/],
    [{ type: "onecycle", threePhase: 1 }, /threePhase/],
  ])("%j is refused", async (schedule, message) => {
    await expect(train(caesar, { maxSteps: 5, lrSchedule: schedule as LrSchedule })).rejects.toEqual(invalid(message));
  });
});

describe("clipGradNorm", () => {
  it("bounds the step, and gradNorm tells the norm before", async () => {
    const options: TaggerOptions = { seed: 1, optimizer: "sgd", lr: 1, validation: 0 };
    let norm = 0;
    const [from, to] = await Promise.all(
      [0, 1].map((maxSteps) =>
        train(caesar, { ...options, maxSteps, clipGradNorm: 0.01, onProgress: ({ gradNorm }) => (norm = gradNorm) }),
      ),
    );
    let squares = 0;
    const before = from?.stateDict();
    for (const [name, tensor] of to?.stateDict() ?? []) {
      const old = before?.get(name)?.data() ?? [];
      tensor.data().forEach((value, i) => {
        squares += (value - (old[i] as number)) ** 2;
      });
    }
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 6);
    expect(norm).toBeGreaterThan(0.1);
  });
});

describe("an option that is wrong is refused by its name", () => {
  const wrong: [TaggerOptions | object, RegExp][] = [
    [{ hiddenSize: -3 }, /^hiddenSize: expected a positive integer.*, got -3$/],
    [{ hiddenSize: 2 ** 31 }, /hiddenSize/],
    [{ numLayers: Number.POSITIVE_INFINITY }, /numLayers/],
    [{ bidirectional: 1 }, /bidirectional/],
    [{ dropout: 1 }, /dropout/],
    [{ unknown: "skip" }, /unknown.*"error" \| "symbol"/],
    [{ weights: 5 }, /weights/],
    [{ weights: [] }, /^weights: expected a file's bytes or a state dict/],
    [{ weights: Promise.resolve(new Uint8Array()) }, /^weights: .*Promise$/],
    [{ weights: { "embedding.weight": 5 } }, /embedding\.weight/],
    [{ batchSize: "8" }, /batchSize.*"8"/],
    [{ messageLength: 0 }, /messageLength/],
    [{ stepsPerEpoch: 1.5 }, /stepsPerEpoch/],
    [{ validation: 0.5 }, /validation/],
    [{ validation: [] }, /validation/],
    [{ seed: 2 ** 60 }, /seed/],
    [{ optimizer: "adm" }, /optimizer.*"adam"/],
    [{ lr: Number.NaN }, /lr/],
    [{ betas: [0.9] }, /betas/],
    [{ betas: [0.9, 1] }, /betas\[1\]/],
    [{ eps: -1 }, /eps/],
    [{ momentum: 0.9 }, /momentum.*adam/],
    [{ optimizer: "sgd", betas: [0.9, 0.9] }, /betas.*sgd/],
    [{ optimizer: "sgd", nesterov: true }, /nesterov.*momentum/],
    [{ clipGradNorm: 0 }, /clipGradNorm/],
    [{ maxSteps: -1 }, /maxSteps/],
    [{ epochs: 0.5 }, /epochs/],
    [{ until: { acuracy: 1 } }, /accuracy/],
    [{ until: { accuracy: 2 } }, /until\.accuracy/],
    [{ until: 1 }, /until/],
    [{ patience: 0 }, /patience/],
    [{ progressEvery: 0 }, /progressEvery/],
    [{ progressEvery: { seconds: 1 } }, /progressEvery.*ms/],
    [{ onProgress: true }, /onProgress/],
    [{ onCheckpoint: {} }, /onCheckpoint/],
    [{ signal: {} }, /signal/],
    [{ worker: "yes" }, /worker/],
    [{ workers: 0 }, /workers/],
    [{ workers: 1.5 }, /workers/],
    [{ workers: "2" }, /workers/],
    [{ workers: "all" }, /workers/],
    [{ workers: 257 }, /workers/],
    [{ workers: Symbol("2") }, /workers/],
    [{ variant: "avx" }, /variant/],
    [{ resume: {} }, /resume/],
    [{ shuffle: true }, /shuffle/],
    [{ hiddensize: 5 }, /hiddenSize/],
    [{ num_layers: 2 }, /numLayers/],
    [{ learningRate: 5 }, /learningRate/],
  ];
  it.each(wrong)("%j", async (options, message) => {
    await expect(train(caesar, options)).rejects.toEqual(invalid(message));
  });

  it.each<[TaggerOptions | object, RegExp]>([
    [{ messageLength: 5 }, /messageLength/],
    [{ stepsPerEpoch: 5 }, /stepsPerEpoch/],
    [{ validation: 1.5 }, /validation/],
    [{ validation: "2" }, /validation/],
    [{ validation: [["A", 5]] }, /^validation\[0\]\[1\]/],
    [{ shuffle: 1 }, /shuffle/],
  ])("%j, for pairs", async (options, message) => {
    await expect(train({ pairs }, options)).rejects.toEqual(invalid(message));
  });

  it("anything but an options object", async () => {
    for (const options of [null, 5, "hiddenSize", [], () => {}])
      await expect(train(caesar, options as never)).rejects.toEqual(invalid(/^options/));
  });

  it("a built-in object where an object of options is expected, whose entries would be lost", async () => {
    const others = [new Map([["accuracy", 1]]), new Set(), new Date(0), Promise.resolve({}), new Float32Array(2)];
    for (const other of others) {
      const got = other.constructor.name;
      await expect(train(caesar, other as never)).rejects.toEqual(invalid(new RegExp(`^options: .*got .*${got}$`)));
      await expect(train(caesar, { until: other as never })).rejects.toEqual(
        invalid(new RegExp(`^until: .*got .*${got}$`)),
      );
    }
  });

  it("null, which is not undefined", async () => {
    const data = [caesar, { pairs }, { sequences: ["a", "b"], labels: [1, 2] }, { items: ["a"] }, { text: "ab" }];
    for (const one of data)
      for (const name of ["validation", "alphabet", "lrSchedule"])
        await expect(train(one as never, { [name]: null } as never)).rejects.toEqual(
          invalid(new RegExp(`^${name}: expected .*, got null$`)),
        );
  });

  it("one without a value is not given, even one that this data or optimizer does not have", async () => {
    const given = { seed: 1, maxSteps: 3 };
    const names =
      "hiddenSize shuffle momentum betas validation until patience alphabet lrSchedule signal resume worker workers".split(
        " ",
      );
    const options = { ...given, ...Object.fromEntries(names.map((name) => [name, undefined])) };
    expect(bytesOf(await train(caesar, options))).toBe(bytesOf(await train(caesar, given)));
  });

  it("nothing else ever comes of any values", async () => {
    const names = [...new Set(wrong.flatMap(([options]) => Object.keys(options)))].filter((name) => name !== "variant");
    const values = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double(), fc.anything({ maxDepth: 1 }));
    const options = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 3, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const run = startTraining(caesar, {
          ...given,
          maxSteps: 2,
          messageLength: 3,
          stepsPerEpoch: 4,
        } as TaggerOptions);
        await run.result.then(
          (model) => expect(model.training.steps).toBeLessThanOrEqual(2),
          (error) =>
            expect(error).toMatchObject({
              name: "RnnError",
              code: expect.stringMatching(/^ERR_(INVALID_OPTION|FORMAT|OUT_OF_MEMORY|DIVERGED)$/),
            }),
        );
      }),
      { numRuns: runs(300, 100) },
    );
  });
});

it("what cannot fit is refused with the bytes that it would need", async () => {
  for (const options of [
    { hiddenSize: 1_000_000 },
    { batchSize: 2 ** 30 },
    { embeddingDim: 2 ** 31 - 1, numLayers: 2 ** 31 - 1 },
  ])
    await expect(train(caesar, { ...options, maxSteps: 1 })).rejects.toMatchObject({
      code: "ERR_OUT_OF_MEMORY",
      message: expect.stringMatching(/\d bytes/),
    });
  expect((await train(caesar, { maxSteps: 1 })).decrypt("AB")).toHaveLength(2);
});

describe("weights", () => {
  it("are where a run starts: a file, a state dict, an object, a checkpoint; sizes and alphabets with them", async () => {
    const first = await train(caesar, { seed: 1, hiddenSize: 6, numLayers: 2, maxSteps: 40 });
    const dict = first.stateDict();
    for (const weights of [first.save(), first.save().buffer, dict, Object.fromEntries(dict)]) {
      const again = await train(caesar, { weights, maxSteps: 0 });
      expect(again.config).toMatchObject({ hiddenSize: 6, numLayers: 2 });
      expect(again.stateDict()).toEqual(dict);
    }
    const file = await train({ pairs: [["AB", "NO"]] }, { weights: first.save(), maxSteps: 0 });
    expect(file.alphabet).toBe(caesar.alphabet);
    const tuned = await train(caesar, { weights: first.save(), seed: 3, maxSteps: 1 });
    expect(bytesOf(tuned)).toBe(bytesOf(await train(caesar, { weights: dict, seed: 3, maxSteps: 1 })));
    expect(first.stateDict()).toEqual(dict);
  });

  it("that do not fit are refused", async () => {
    const model = await train(caesar, { maxSteps: 1 });
    const weights = model.save();
    for (const [options, message] of [
      [{ hiddenSize: 12 }, /hiddenSize.*10, as in the weights/],
      [{ bidirectional: true }, /bidirectional/],
      [{ alphabet: "ABC", outputAlphabet: caesar.alphabet }, /./],
    ] as const)
      await expect(train(caesar, { ...options, weights, maxSteps: 1 })).rejects.toMatchObject({
        name: "RnnError",
        message: expect.stringMatching(message),
      });
    await expect(
      train(
        { pairs: [["AB", "NO"]] },
        { alphabet: "AB", outputAlphabet: "NO", weights: model.stateDict(), maxSteps: 1 },
      ),
    ).rejects.toEqual(invalid(/vocabSize.*27.*2/));
    await expect(train(caesar, { weights: model as never, maxSteps: 1 })).rejects.toEqual(
      invalid(/^weights: expected .* as save\(\) or stateDict\(\) gives them, got a value of type Tagger$/),
    );
    const dict = model.stateDict();
    dict.delete("linear.bias");
    await expect(train(caesar, { weights: dict, maxSteps: 1 })).rejects.toMatchObject({ code: "ERR_FORMAT" });
  });
});

it("options are what they were at the call, whatever becomes of them", async () => {
  const options = {
    seed: 1,
    maxSteps: 3,
    validation: 0,
    betas: [0.5, 0.9] as [number, number],
    lrSchedule: { type: "linear" as const, steps: 3 },
    until: {},
    alphabet: [...caesar.alphabet],
    progressEvery: { ms: 0 },
  };
  const wanted = (await train(caesar, options)).save();
  const run = startTraining(caesar, options);
  options.maxSteps = 9;
  options.betas[0] = 0.1;
  options.lrSchedule.steps = 1;
  options.alphabet.reverse();
  expect((await run.result).save()).toEqual(wanted);
});

it("weights without symbols need the alphabets where the data has none", async () => {
  const pairs: [string, string][] = [["ba", "ab"]];
  const alphabets = { alphabet: "ab", outputAlphabet: "ab" };
  const model = await train({ pairs }, { ...alphabets, seed: 1, maxSteps: 1, validation: 0 });
  const start = { maxSteps: 0, validation: 0 };
  const bare = writeSafetensors(readSafetensors(model.save()).tensors);
  for (const weights of [bare, Object.fromEntries(model.stateDict())])
    for (const given of [{}, { alphabet: "ab" }, { outputAlphabet: "ab" }]) {
      const missing = "alphabet" in given ? "outputAlphabet" : "alphabet";
      await expect(train({ pairs }, { ...start, ...given, weights })).rejects.toMatchObject({
        code: "ERR_FORMAT",
        message: `${missing}: expected 2 symbols as an option (the weights have none with them), got undefined`,
      });
    }
  const tuned = await train({ pairs }, { ...start, ...alphabets, weights: bare });
  expect(tuned.save()).toEqual(model.save());
  for (const weights of [model.save(), model.stateDict()])
    expect((await train({ pairs }, { ...start, weights })).save()).toEqual(model.save());
});

describe("a state dict brings the symbols of the model that gave it", () => {
  const start = { maxSteps: 0, validation: 0 };
  const options = { seed: 1, maxSteps: 1, validation: 0 };

  it("to a classifier, which otherwise needs the alphabet", async () => {
    const data = (sequences: string[]) => ({ sequences, labels: ["x", "y"] });
    const model = await train(data(["ab", "ba"]), options);
    const other = data(["ba", "ab"]);
    const tuned = await train(other, { ...start, weights: model.stateDict() });
    expect(tuned.alphabet).toBe("ab");
    await expect(train(other, { ...start, weights: Object.fromEntries(model.stateDict()) })).rejects.toMatchObject({
      code: "ERR_FORMAT",
      message: "alphabet: expected 2 symbols as an option (the weights have none with them), got undefined",
    });
  });

  it("to a generator, which refuses a file without them", async () => {
    const model = await train({ text: "ab".repeat(40) }, options);
    const other = { text: "ba".repeat(40) };
    const tuned = await train(other, { ...start, weights: model.stateDict() });
    expect(tuned.alphabet).toBe("ab");
    const bare = writeSafetensors(readSafetensors(model.save()).tensors);
    await expect(train(other, { ...start, weights: bare })).rejects.toMatchObject({
      code: "ERR_FORMAT",
      message: "alphabet: expected 2 symbols as an option (the weights have none with them), got undefined",
    });
  });
});
