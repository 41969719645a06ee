/** A run that is resumed is the run that was never interrupted, to the byte. */
import fc from "fast-check";
import { ciphers, load, startTraining, type TaggerOptions, type TrainingData, train } from "rnn-wasm";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { runs } from "../runs.js";
import { bytesOf, caesar, messagePairs, uniform } from "./example-data.js";

/** The checkpoint after `steps` updates, of a run that was to go on. */
async function checkpointAfter(steps: number, data: TrainingData, options: TaggerOptions): Promise<Uint8Array> {
  const run = startTraining(data, options);
  void run.pause();
  await run.step(steps);
  const file = await run.checkpoint();
  await run.stop();
  await run.result;
  return file;
}

const sizes = fc.record({
  seed: fc.integer({ min: -5, max: 2 ** 40 }),
  embeddingDim: fc.integer({ min: 1, max: 6 }),
  hiddenSize: fc.integer({ min: 1, max: 9 }),
  numLayers: fc.integer({ min: 1, max: 2 }),
  bidirectional: fc.boolean(),
  dropout: fc.constantFrom(0, 0.3),
  batchSize: fc.integer({ min: 1, max: 5 }),
});
const optimizers = fc.oneof(
  fc.record({
    optimizer: fc.constantFrom("adam" as const, "adamw" as const),
    amsgrad: fc.boolean(),
    weightDecay: fc.constantFrom(0, 0.1),
  }),
  fc.record({
    optimizer: fc.constant("sgd" as const),
    momentum: fc.constantFrom(0, 0.9),
    dampening: fc.constantFrom(0, 0.2),
  }),
);
const lengths = fc.record({
  maxSteps: fc.integer({ min: 1, max: 40 }),
  lr: fc.constantFrom(0.001, 0.05),
  clipGradNorm: fc.constantFrom(undefined, 0.5),
  emaDecay: fc.constantFrom(undefined, 0.9),
  patience: fc.constantFrom(undefined, 2),
  lrSchedule: fc.constantFrom<TaggerOptions["lrSchedule"]>(
    undefined,
    { type: "cosine", etaMin: 0.0001 },
    { type: "step", stepSize: 7 },
    { type: "onecycle", maxLr: 0.02 },
    (step) => 0.01 / (step + 1),
  ),
});
/** Data and what options it has of its own; made anew for each run. */
const sources = fc.oneof(
  fc
    .record({
      stepsPerEpoch: fc.integer({ min: 1, max: 9 }),
      messageLength: fc.integer({ min: 1, max: 7 }),
      validation: fc.integer({ min: 0, max: 6 }),
      cipher: fc.constantFrom(caesar, ciphers.vigenere({ key: "KEY" })),
    })
    .map(({ cipher, ...options }) => ({ data: () => cipher as TrainingData, options: options as TaggerOptions })),
  fc
    .record({
      count: fc.integer({ min: 2, max: 20 }),
      shuffle: fc.boolean(),
      validation: fc.constantFrom(0, 0.1, 0.5, messagePairs(caesar, 3, 1, 4, 7)),
    })
    .map(({ count, ...options }) => ({ data: () => ({ pairs: messagePairs(caesar, count, 1, 8, count) }), options })),
  fc
    .record({
      stepsPerEpoch: fc.constantFrom(undefined, 3),
      validation: fc.constantFrom(0, messagePairs(caesar, 3, 1, 4, 7)),
    })
    .map((options) => ({
      data: () => ({ pairs: new Set(messagePairs(caesar, 11, 1, 8)) }),
      options: { ...options, alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet },
    })),
);

describe("train(k), checkpoint, resume, train(N − k) is train(N)", () => {
  const whole = fc.record({
    sizes,
    optimizers,
    lengths,
    source: sources,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it.each([false, true])(
    "for any options, data and k (worker: %s)",
    async (worker) => {
      await fc.assert(
        fc.asyncProperty(whole, async ({ sizes, optimizers, lengths, source: { data, options: own }, share }) => {
          const options: TaggerOptions = {
            ...sizes,
            ...optimizers,
            ...lengths,
            ...own,
            // Without a validation there is nothing to be patient with.
            ...(own.validation === 0 && { patience: undefined }),
            variant: "simd128",
            worker,
          };
          const uninterrupted = await train(data(), options);
          const k = Math.floor(share * uninterrupted.training.steps);
          const file = await checkpointAfter(k, data(), options);
          const resumed = await train(data(), { ...options, resume: file });
          expect(resumed.training).toEqual(uninterrupted.training);
          expect(bytesOf(resumed)).toBe(bytesOf(uninterrupted));
          // What is left out is as it was.
          const { lrSchedule, validation } = options;
          const needed = {
            ...(typeof lrSchedule === "function" && { lrSchedule }),
            ...(typeof validation === "object" && { validation }),
          };
          expect(bytesOf(await train(data(), { ...needed, resume: file }))).toBe(bytesOf(uninterrupted));
        }),
        { numRuns: worker ? runs(6, 1) : runs(60, 10) },
      );
    },
    120_000,
  );

  it("also where an abort cuts it, wherever that is", async () => {
    const pairs = messagePairs(caesar, 300, 3, 12);
    const options: TaggerOptions = {
      seed: 3,
      batchSize: 2,
      maxSteps: 1200,
      validation: 0.5,
      numLayers: 2,
      dropout: 0.1,
      variant: "simd128",
    };
    const wanted = bytesOf(await train({ pairs }, options));
    const next = uniform(5);
    for (let i = 0; i < runs(12, 3); i++) {
      const controller = new AbortController();
      const run = startTraining({ pairs }, { ...options, signal: controller.signal, worker: i % 3 === 0 });
      const failed = run.result.then(
        () => false,
        () => true,
      );
      setTimeout(() => controller.abort(), next() * 120);
      if (!(await failed)) continue;
      const file = await run.checkpoint().catch(() => undefined);
      // Aborted before there was a checkpoint.
      if (file) expect(bytesOf(await train({ pairs }, { ...options, resume: file }))).toBe(wanted);
    }
  }, 60_000);

  it("also from one checkpoint to the next, and from the end", async () => {
    const options: TaggerOptions = { seed: 3, until: {}, stepsPerEpoch: 20, validation: 8 };
    const wanted = await train(caesar, { ...options, maxSteps: 100 });
    let file: Uint8Array | undefined;
    for (const maxSteps of [7, 20, 40, 41, 100]) {
      const run = startTraining(caesar, { ...options, maxSteps, resume: file });
      await run.result;
      file = await run.checkpoint();
    }
    const ended = await train(caesar, { resume: file });
    expect(ended.training).toEqual(wanted.training);
    expect(bytesOf(ended)).toBe(bytesOf(wanted));
  });

  it("also after a failure: the last good weights, and the generator with them", async () => {
    const options: TaggerOptions = {
      seed: 3,
      until: {},
      stepsPerEpoch: 20,
      validation: 4,
      optimizer: "sgd",
      maxSteps: 60,
    };
    for (const [more, at] of [
      [{}, 33],
      [{ numLayers: 2, dropout: 0.3 }, 33],
      [{}, 20],
    ] as const) {
      const whole = { ...options, ...more };
      const rates = (bad: boolean) => (step: number) => (step === at && bad ? 1e300 : 0.1);
      const run = startTraining(caesar, { ...whole, clipGradNorm: 1e9, lrSchedule: rates(true) });
      const failure = await run.result.catch((error) => error);
      if (failure.code !== "ERR_DIVERGED") throw failure;
      const file = await run.checkpoint();
      const resumed = await train(caesar, { ...whole, clipGradNorm: 1e9, lrSchedule: rates(false), resume: file });
      expect(bytesOf(resumed)).toBe(
        bytesOf(await train(caesar, { ...whole, clipGradNorm: 1e9, lrSchedule: rates(false) })),
      );
    }
  });
});

describe("a checkpoint", () => {
  const options: TaggerOptions = {
    seed: 3,
    hiddenSize: 7,
    batchSize: 2,
    maxSteps: 30,
    lrSchedule: { type: "cosine" },
    weightDecay: 0.1,
    validation: 6,
  };
  const file = checkpointAfter(11, caesar, options);

  it("is a model file too", async () => {
    const model = await load(await file);
    expect(model.config.hiddenSize).toBe(7);
    expect(model.stateDict()).toEqual(
      (await train(caesar, { ...options, maxSteps: 11, lrSchedule: { type: "cosine", steps: 30 } })).stateDict(),
    );
    const tuned = await train(caesar, { weights: await file, maxSteps: 0 });
    expect(tuned.stateDict()).toEqual(model.stateDict());
  });

  it.each<[TaggerOptions, RegExp]>([
    [{ hiddenSize: 8 }, /hiddenSize.*7.*8/],
    [{ batchSize: 1 }, /batchSize/],
    [{ seed: 4 }, /seed/],
    [{ lr: 0.1 }, /lr/],
    [{ lrSchedule: { type: "cosine", steps: 31 } }, /lrSchedule/],
    [{ lrSchedule: () => 1 }, /lrSchedule/],
    [{ optimizer: "sgd" }, /optimizer/],
    [{ betas: [0.9, 0.99] }, /betas/],
    [{ weightDecay: 0 }, /weightDecay/],
    [{ clipGradNorm: 1 }, /clipGradNorm/],
    [{ validation: 7 }, /validation/],
    [{ alphabet: "ABC" }, /alphabet/],
    [{ messageLength: 31 }, /messageLength/],
  ])("refuses %j", async (other, message) => {
    const failed = expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) });
    await expect(train(caesar, { ...other, resume: await file })).rejects.toEqual(failed);
  });

  it("refuses other data, and what was there and cannot be kept in a file", async () => {
    const invalid = (message: RegExp) => ({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) });
    await expect(train({ pairs: [["A", "N"]] }, { resume: await file })).rejects.toMatchObject(
      invalid(/^data: expected a cipher, as the checkpoint's run had, got pairs$/),
    );
    for (const cipher of [ciphers.caesar({ key: 12 }), ciphers.vigenere({ key: "LEMON" })])
      await expect(train(cipher, { resume: await file })).rejects.toMatchObject(
        invalid(/^data: expected the cipher that .*, got others/),
      );
    // Whatever it is called, this does the same.
    const same = ciphers.affine({ a: 1, b: 13 });
    expect((await train(same, { resume: await file, maxSteps: 12 })).training.steps).toBe(12);
    const pairs = messagePairs(caesar, 9, 2, 5);
    const own = { seed: 1, maxSteps: 9, validation: pairs.slice(0, 2), lrSchedule: () => 0.01 };
    const other = await checkpointAfter(4, { pairs }, own);
    await expect(train({ pairs: pairs.slice(1) }, { ...own, resume: other })).rejects.toMatchObject(
      invalid(/^data: expected the pairs that .*, got others/),
    );
    await expect(train({ pairs }, { ...own, lrSchedule: undefined, resume: other })).rejects.toMatchObject(
      invalid(/lrSchedule/),
    );
    await expect(train({ pairs }, { ...own, validation: undefined, resume: other })).rejects.toMatchObject(
      invalid(/validation/),
    );
    await expect(train(caesar, { ...own, validation: 3, resume: other })).rejects.toMatchObject(
      invalid(/^data: expected pairs, as the checkpoint's run had, got a cipher$/),
    );
    expect((await train({ pairs }, { ...own, resume: other })).training.steps).toBe(9);
  });

  it("may be given other lengths: a run that is over says so by ending", async () => {
    const model = await train(caesar, { resume: await file, maxSteps: 5 });
    expect(model.training).toMatchObject({ steps: 11, reason: "maxSteps" });
    expect((await train(caesar, { resume: await file, maxSteps: 40 })).training.steps).toBe(40);
  });

  it("that is none, or damaged, is refused", async () => {
    const format = { code: "ERR_FORMAT" };
    await expect(train(caesar, { resume: new Uint8Array(9) })).rejects.toMatchObject(format);
    await expect(train(caesar, { resume: (await train(caesar, { maxSteps: 1 })).save() })).rejects.toMatchObject(
      format,
    );
    await expect(train(caesar, { resume: "file" as never })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    const bytes = await file;
    const next = uniform(1);
    for (let i = 0; i < 200; i++) {
      const copy = bytes.slice(0, i % 4 === 0 ? Math.floor(next() * bytes.length) : undefined);
      for (let k = 0; k <= i % 3; k++)
        copy[Math.floor(next() * (i % 2 ? 3000 : copy.length))] = Math.floor(next() * 256);
      await train(caesar, { resume: copy, maxSteps: 12 }).then(
        (model) => expect(model.training.steps).toBeGreaterThan(0),
        (error) => expect(error).toMatchObject({ name: "RnnError" }),
      );
    }
    const { tensors, metadata } = readSafetensors(bytes);
    for (const name of tensors.keys()) {
      const fewer = new Map(tensors);
      fewer.delete(name);
      const resumed = train(caesar, { resume: writeSafetensors(fewer, metadata) });
      await expect(resumed, name).rejects.toMatchObject(format);
    }
  });
});
