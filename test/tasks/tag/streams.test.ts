/** Data that comes as it is needed: one-shot iterables, and dataset(). */
import { dataset, manualSeed, type Pair, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { isFull } from "../../runs.js";
import { bytesOf, caesar, messagePairs, oneShot } from "../../training/example-data.js";

describe("streams of pairs", () => {
  const alphabets = { alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet };
  const options = { ...alphabets, seed: 1, batchSize: 4, validation: 0 };

  it.each([false, true])("are read as they are needed, and let go (worker: %s)", async (worker) => {
    function* endless() {
      for (;;) yield* messagePairs(caesar, 10, 3, 5);
    }
    for (const later of [false, true]) {
      const { pairs, seen } = oneShot(endless(), { later });
      await train({ pairs }, { ...options, worker, maxSteps: 10 });
      expect(seen.count).toBeGreaterThanOrEqual(40);
      expect(seen.count).toBeLessThan(60);
      expect(seen.closed).toBe(true);
    }
  });

  it("end a run that nothing else ends, and their last batch may be smaller", async () => {
    const seen: number[] = [];
    const model = await train(
      { pairs: oneShot(messagePairs(caesar, 10, 3, 5)).pairs },
      { ...options, onProgress: (p) => seen.push(p.step) },
    );
    expect(model.training).toMatchObject({ steps: 3, epochs: 1, reason: "epochs" });
    expect(seen).toEqual([3]);
  });

  it("start again where they can, epoch after epoch", async () => {
    const steps: [number, number][] = [];
    const model = await train(
      { pairs: new Set(messagePairs(caesar, 10, 3, 5)) },
      { ...options, epochs: 3, progressEvery: 1, onProgress: (p) => steps.push([p.step, p.epoch]) },
    );
    expect(model.training).toMatchObject({ steps: 9, epochs: 3 });
    expect(steps.map(([, epoch]) => epoch)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it("have epochs of stepsPerEpoch updates, with a validation after each", async () => {
    function* endless() {
      for (;;) yield* messagePairs(caesar, 10, 3, 5);
    }
    const validated: (number | undefined)[] = [];
    const model = await train(
      { pairs: endless() },
      {
        ...options,
        stepsPerEpoch: 5,
        validation: messagePairs(caesar, 6, 3, 5, 9),
        epochs: 2,
        onProgress: (p) => validated.push(p.validation?.step),
      },
    );
    expect([model.training.steps, validated]).toEqual([10, [5, 10]]);
    await expect(train({ pairs: [["A", "B"]] }, { stepsPerEpoch: 5, maxSteps: 1 })).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: /stepsPerEpoch/,
    });
  });

  describe("that can be read once", () => {
    const pairs = messagePairs(caesar, 10, 3, 5);
    const validation = messagePairs(caesar, 6, 3, 5, 9);
    async function* later() {
      yield* pairs;
    }
    it.each<[string, TaggerOptions, object]>([
      ["epochs", { epochs: 3 }, { steps: 9, epochs: 3, reason: "epochs" }],
      ["maxSteps", { maxSteps: 8 }, { steps: 8, epochs: 2, reason: "maxSteps" }],
      ["epochs of their own", { stepsPerEpoch: 2, epochs: 5 }, { steps: 8, epochs: 5, reason: "epochs" }],
      ["patience", { validation, patience: 2, lr: 0 }, { steps: 9, epochs: 3, reason: "patience" }],
      ["the default end", { validation, lr: 0 }, { steps: 63, epochs: 21, reason: "patience" }],
      ["a schedule", { maxSteps: 7, lrSchedule: { type: "cosine" } }, { steps: 7 }],
    ])("last as long as the run is asked to, by %s", async (_, length, training) => {
      const wanted = bytesOf(await train({ pairs: new Set(pairs) }, { ...options, ...length }));
      for (const worker of [false, true])
        for (const once of isFull ? [pairs.values(), later()] : [worker ? later() : pairs.values()]) {
          const model = await train({ pairs: once }, { ...options, ...length, worker });
          expect(model.training).toMatchObject(training);
          expect(bytesOf(model)).toBe(wanted);
        }
    });

    it("are resumed in a later epoch too", async () => {
      const run = startTraining({ pairs: pairs.values() }, { ...options, maxSteps: 5 });
      await run.result;
      const resume = await run.checkpoint();
      const resumed = await train({ pairs: pairs.values() }, { resume, maxSteps: 11 });
      expect(bytesOf(resumed)).toBe(bytesOf(await train({ pairs: pairs.values() }, { ...options, maxSteps: 11 })));
    });

    // Eight million symbols: seconds on an idle machine.
    it("are rejected for a second epoch if too large to keep, with a checkpoint of the first", {
      timeout: 120_000,
    }, async () => {
      const [long, many] = ["A".repeat(2 ** 16), 129];
      function* large(): Generator<Pair> {
        for (let i = 0; i < many; i++) yield [long, long];
      }
      const sizes = { ...options, cell: "rnn", embeddingDim: 1, hiddenSize: 1, batchSize: many } as const;
      const run = startTraining({ pairs: large() }, { ...sizes, epochs: 2 });
      await expect(run.result).rejects.toMatchObject({
        code: "ERR_INVALID_OPTION",
        message: expect.stringMatching(/^pairs: expected data that can be read again for another epoch/),
      });
      expect((await train({ pairs: large() }, { resume: await run.checkpoint(), epochs: 1 })).training.steps).toBe(1);
    });
  });

  describe("while nothing comes", () => {
    /** Some pairs, and then none for ever. */
    async function* silent(count: number): AsyncGenerator<Pair> {
      yield* messagePairs(caesar, count, 3, 5);
      await new Promise(() => {});
    }
    it.each([false, true])("stop() ends the run with the model so far (worker: %s)", async (worker) => {
      const run = startTraining({ pairs: silent(9) }, { ...options, maxSteps: 100, progressEvery: 1, worker });
      for await (const _ of run) void run.stop();
      expect((await run.result).training).toMatchObject({ steps: 1, reason: "stopped" });
    });

    it("stop() ends the reading of pairs that are read first, and abort() too", async () => {
      const start = (signal?: AbortSignal) => startTraining({ pairs: silent(9) }, { maxSteps: 100, seed: 1, signal });
      const run = start();
      setTimeout(() => void run.stop(), 20);
      expect((await run.result).training).toMatchObject({ steps: 0, reason: "stopped" });
      await expect(start(AbortSignal.timeout(20)).result).rejects.toMatchObject({ name: "TimeoutError" });
      const nothing = startTraining({ pairs: silent(0) }, { maxSteps: 100 });
      setTimeout(() => void nothing.stop(), 20);
      await expect(nothing.result).rejects.toMatchObject({ code: "ERR_EMPTY_DATASET" });
    });

    it.each([false, true])("stop() ends a run that looks for its place in them (worker: %s)", async (worker) => {
      const full = startTraining({ pairs: new Set(messagePairs(caesar, 20, 3, 5)) }, { ...options, maxSteps: 4 });
      await full.result;
      const run = startTraining({ pairs: silent(5) }, { resume: await full.checkpoint(), maxSteps: 9, worker });
      setTimeout(() => void run.stop(), 50);
      expect((await run.result).training).toMatchObject({ steps: 4, reason: "stopped" });
    });
  });

  it.each([false, true])("give their errors whole (worker: %s)", async (worker) => {
    const failure = new Error("the source broke");
    function* breaking() {
      yield* messagePairs(caesar, 10, 3, 5);
      throw failure;
    }
    async function* breakingLater() {
      yield* breaking();
    }
    for (const pairs of [breaking(), breakingLater()])
      await expect(train({ pairs }, { ...options, worker })).rejects.toBe(failure);
    const ragged = oneShot<Pair>([
      ["A", "B"],
      ["AB", "C"],
    ]);
    await expect(train({ pairs: ragged.pairs }, { ...options, worker })).rejects.toMatchObject({
      name: "RnnError",
      code: "ERR_RAGGED_PAIR",
      message: /pairs\[1\]/,
    });
    expect(ragged.seen.closed).toBe(true);
    await expect(train({ pairs: new Set<Pair>([["", ""]]) }, { ...options, worker, epochs: 5 })).rejects.toMatchObject({
      code: "ERR_EMPTY_DATASET",
    });
  });
});

describe("dataset()", () => {
  it("gives PyTorch's messages, new ones each time", () => {
    manualSeed(0);
    const data = dataset(caesar, { numExamples: 3, messageLength: 4 });
    const [first, second] = [[...data], [...data]];
    expect([data.length, data.alphabet, first.length]).toEqual([3, caesar.alphabet, 3]);
    for (const [encrypted, original] of first) expect(encrypted).toEqual(original.map((index) => (index + 13) % 27));
    expect(first).not.toEqual(second);
    manualSeed(0);
    expect([...data]).toEqual(first);
  });

  it("is trained on in epochs, each with new messages", async () => {
    const data = dataset(caesar, { numExamples: 10, messageLength: 6 });
    const run = async (worker: boolean) => {
      manualSeed(7);
      const losses: number[] = [];
      const model = await train(data, {
        seed: 1,
        batchSize: 4,
        epochs: 2,
        progressEvery: 1,
        worker,
        onProgress: (p) => losses.push(p.loss),
      });
      expect(model.training).toMatchObject({ steps: 6, epochs: 2, reason: "epochs", validation: undefined });
      expect(model.predict(Int32Array.of(1, 2))).toBeInstanceOf(Int32Array);
      expect(model.decrypt("ABC")).toHaveLength(3);
      return losses;
    };
    const losses = await run(false);
    expect(losses[0]).not.toBe(losses[3]);
    expect(await run(true)).toEqual(losses);
  });

  it("rejects anything but ciphers and options", () => {
    expect(() => dataset("caesar" as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
    expect(() => dataset(caesar, { numExample: 3 } as never)).toThrow(/numExamples/);
    for (const messageLength of [0, 2 ** 31])
      expect(() => dataset(caesar, { messageLength })).toThrow(/messageLength: expected .* ≤ 16777216/);
  });
});
