/** A run that is watched, paused, stepped, stopped, aborted; on this thread and in a worker. */
import fc from "fast-check";
import { ciphers, load, type Model, type Progress, startTraining, type TrainOptions, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { bytesOf, caesar, messagePairs } from "./training-data.js";

const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
/** Ends by nothing but its steps. */
const steps = (maxSteps: number): TrainOptions => ({ seed: 1, until: {}, maxSteps });
const endless: TrainOptions = steps(Number.MAX_SAFE_INTEGER);

describe.each([false, true])("worker: %s", (worker) => {
  it("begins in a later task: a pause right after the start means no step", async () => {
    const run = startTraining(caesar, { ...steps(10), worker });
    await run.pause();
    await later(20);
    await run.stop();
    const model = await run.result;
    expect(model.training).toMatchObject({ steps: 0, epochs: 0, reason: "stopped" });
    expect(bytesOf(model)).toBe(bytesOf(await train(caesar, { ...steps(0) })));
  });

  it("makes the steps that it is asked for, and tells of the last one", async () => {
    const seen: number[] = [];
    const run = startTraining(caesar, { ...steps(500), worker, onProgress: (p) => seen.push(p.step) });
    void run.pause();
    void run.step(3);
    await run.step(4);
    expect(seen.at(-1)).toBe(7);
    await run.step(0);
    await run.step();
    expect(seen.at(-1)).toBe(8);
    await run.step(128);
    expect(seen).toContain(128);
    expect(seen.at(-1)).toBe(136);
    await later(10);
    await run.resume();
    expect((await run.result).training).toMatchObject({ steps: 500, epochs: 3, reason: "maxSteps" });
    for (const count of [-1, 1.5, "3"])
      await expect(run.step(count as number)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  it("step(n) of a run that goes on makes n more and pauses", async () => {
    const run = startTraining(caesar, { ...endless, worker, progressEvery: 1 });
    let before = 0;
    for await (const p of run) {
      before = p.step;
      break;
    }
    await run.step(5);
    const file = await run.checkpoint();
    await later(20);
    expect(await run.checkpoint()).toEqual(file);
    await run.stop();
    expect((await run.result).training.steps).toBeGreaterThanOrEqual(before + 5);
  });

  it("gives all progress to a consumer that keeps up, and the latest to a slow one", async () => {
    const all: number[] = [];
    for await (const p of startTraining(caesar, { ...steps(300), worker, progressEvery: 3 })) all.push(p.step);
    const everyThird = Array.from({ length: 100 }, (_, i) => 3 * (i + 1));
    expect(all).toEqual([...new Set([...everyThird, 128, 256])].sort((a, b) => a - b));
    const slow: number[] = [];
    for await (const p of startTraining(caesar, { ...steps(300), worker, progressEvery: 3 })) {
      slow.push(p.step);
      await later(5);
    }
    expect(slow.length).toBeLessThan(all.length);
    expect(slow.at(-1)).toBe(300);
    expect(slow).toEqual([...slow].sort((a, b) => a - b));
  });

  it("can be watched by several, left, and joined late", async () => {
    const run = startTraining(caesar, { ...steps(400), worker, progressEvery: 20 });
    const collect = async () => {
      const seen: number[] = [];
      for await (const p of run) seen.push(p.step);
      return seen;
    };
    const [one, two] = [collect(), collect()];
    for await (const _ of run) break;
    expect(await one).toEqual(await two);
    expect((await one).at(-1)).toBe(400);
    await run.result;
    expect(await collect()).toEqual([400]);
    expect(await collect()).toEqual([400]);
  });

  it("stops where it is told, from a callback too, and stopping twice is once", async () => {
    const seen: number[] = [];
    const run = startTraining(caesar, {
      ...{ ...endless, worker, progressEvery: 5 },
      onProgress: async (p) => {
        seen.push(p.step);
        if (p.step !== 20) return;
        await run.stop();
        expect((await run.result).training.steps).toBe(20);
        await run.stop();
      },
    });
    expect((await run.result).training).toMatchObject({ steps: 20, reason: "stopped" });
    expect(seen).toEqual([5, 10, 15, 20]);
  });

  it("can be paused from a callback, exactly there", async () => {
    const run = startTraining(caesar, {
      ...{ ...endless, worker, progressEvery: 7 },
      onProgress: (p) => {
        if (p.step === 21) void run.pause();
      },
    });
    for await (const p of run) if (p.step === 21) break;
    await later(20);
    await run.step(2);
    await run.stop();
    expect((await run.result).training.steps).toBe(23);
  });

  it("is aborted by a signal, with its reason, and leaves a checkpoint", async () => {
    const controller = new AbortController();
    const run = startTraining(caesar, { ...endless, worker, signal: controller.signal });
    const failed = expect(run.result).rejects.toBe("enough");
    await later(100);
    const from = performance.now();
    controller.abort("enough");
    await failed;
    expect(performance.now() - from).toBeLessThan(250);
    await run.stop();
    await run.step(3);
    const file = await run.checkpoint();
    expect((await load(file)).decrypt("ABC")).toHaveLength(3);
    await expect(train(caesar, { worker, signal: controller.signal })).rejects.toBe("enough");
  });

  it("gives the errors of callbacks whole, the late ones too, and goes on with the next run", async () => {
    const failure = new Error("the callback broke");
    const fail = () => {
      throw failure;
    };
    const failLater = async () => {
      await null;
      throw failure;
    };
    const options = { ...endless, worker, progressEvery: 10 };
    for (const broken of [
      { onProgress: fail },
      { onProgress: failLater },
      { onCheckpoint: fail },
      { onCheckpoint: failLater },
      { lrSchedule: fail },
    ]) {
      const run = startTraining(caesar, { ...options, ...broken });
      await expect(run.result).rejects.toBe(failure);
      expect((await load(await run.checkpoint())).decrypt("AB")).toHaveLength(2);
    }
    expect((await train(caesar, { ...steps(3), worker })).decrypt("AB")).toHaveLength(2);
  });

  it("waits for onCheckpoint, and calls it after each epoch", async () => {
    const files: Uint8Array[] = [];
    let [writing, most] = [0, 0];
    await train(caesar, {
      ...{ ...steps(70), worker, stepsPerEpoch: 10, validation: 4 },
      onCheckpoint: async (bytes) => {
        most = Math.max(most, ++writing);
        await later(2);
        files.push(bytes);
        writing--;
      },
    });
    expect([files.length, most]).toEqual([7, 1]);
    const resumed = await train(caesar, { ...steps(70), worker, resume: files[3] });
    expect(bytesOf(resumed)).toBe(bytesOf(await train(caesar, { ...steps(70), stepsPerEpoch: 10, validation: 4 })));
  });

  it("throws its failure into a for await, which handles it", async () => {
    const run = startTraining(caesar, { ...endless, worker, optimizer: "sgd", lr: 1e30 });
    const seen: Progress[] = [];
    await expect(
      (async () => {
        for await (const p of run) seen.push(p);
      })(),
    ).rejects.toMatchObject({ code: "ERR_DIVERGED" });
    await later(5);
    const checkpoint = await load(await run.checkpoint());
    expect([...checkpoint.stateDict().values()].every((t) => t.data().every(Number.isFinite))).toBe(true);
    await expect(run.result).rejects.toMatchObject({ code: "ERR_DIVERGED", message: /update \d/ });
  });

  it("of wrong options fails, whatever is asked of it", async () => {
    const run = startTraining(caesar, { worker, hiddenSize: -1 });
    await Promise.all([run.pause(), run.step(3), run.resume(), run.stop()]);
    await expect(run.checkpoint()).rejects.toMatchObject({ message: /hiddenSize/ });
    await expect(run.result).rejects.toMatchObject({ message: /hiddenSize/ });
  });

  it("gives the same weights however it is disturbed", async () => {
    const options = { ...steps(150), worker, batchSize: 2, numLayers: 2, dropout: 0.2 };
    const wanted = bytesOf(await train(caesar, options));
    const command = fc.oneof(
      fc.record({ do: fc.constant("step" as const), count: fc.integer({ min: 0, max: 40 }) }),
      fc.record({
        do: fc.constantFrom("pause" as const, "resume" as const, "checkpoint" as const),
        count: fc.constant(0),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        async (commands, waits) => {
          const run = startTraining(caesar, options);
          const under: Promise<unknown>[] = [];
          for (const [i, { do: what, count }] of commands.entries()) {
            under.push(what === "step" ? run.step(count) : run[what]());
            if (waits[i]) await under.at(-1);
          }
          void run.resume();
          expect(bytesOf(await run.result)).toBe(wanted);
          await Promise.all(under);
        },
      ),
      { numRuns: worker ? 8 : 40 },
    );
  });
});

describe("progress", () => {
  it("tells of the update, the validation and the sample", async () => {
    const seen: Progress[] = [];
    const model = await train(caesar, { seed: 1, onProgress: (p) => seen.push(p), progressEvery: 50 });
    const last = seen.at(-1) as Progress;
    expect(last).toMatchObject({ step: model.training.steps, epoch: model.training.epochs, lr: 0.001 });
    expect(last.validation).toEqual(model.training.validation);
    expect(last.sample).toEqual({
      input: caesar.encrypt("THIS-IS-A-SECRET"),
      output: "THIS-IS-A-SECRET",
      target: "THIS-IS-A-SECRET",
    });
    for (const p of seen) {
      expect(p.epoch).toBe(Math.ceil(p.step / 128));
      expect(p.validation?.step).toBe(p.step < 128 ? undefined : Math.floor(p.step / 128) * 128);
      for (const value of [p.loss, p.gradNorm, p.charsPerSecond])
        expect(value > 0 && Number.isFinite(value)).toBe(true);
      expect(p.accuracy * 32).toBeCloseTo(Math.round(p.accuracy * 32), 9);
    }
    expect(seen.map((p) => p.elapsedMs)).toEqual(seen.map((p) => p.elapsedMs).sort((a, b) => a - b));
    expect(seen.filter((p) => p.step % 128 === 0)).toHaveLength(model.training.epochs);
  });

  it("shows a pair that is held back, in the form of the data", async () => {
    const pairs = [
      [
        ["the", "cat"],
        ["D", "N"],
      ],
      [
        ["a", "dog"],
        ["D", "N"],
      ],
    ] as const;
    for (const validation of [0.5, 0, pairs]) {
      let last: Progress | undefined;
      await train({ pairs }, { ...steps(3), validation, onProgress: (p) => (last = p) });
      expect(last?.sample.target).toEqual(["D", "N"]);
      expect(last?.sample.output).toHaveLength(2);
      expect([
        ["the", "cat"],
        ["a", "dog"],
      ]).toContainEqual(last?.sample.input);
    }
    let last: Progress | undefined;
    await train(ciphers.atbash({ alphabet: "xyz" }), { ...steps(1), onProgress: (p) => (last = p) });
    expect(last?.sample.target).toBe("xyz");
  });

  it("comes as often as it is asked for", async () => {
    const run = startTraining(caesar, { ...endless, progressEvery: { ms: 30 }, stepsPerEpoch: 1e6 });
    const at: number[] = [];
    for await (const p of run) if (at.push(p.elapsedMs) === 5) break;
    await run.stop();
    const gaps = at.map((ms, i) => ms - (at[i - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(29);
  });
});

describe("the end of a run", () => {
  const pairs = messagePairs(caesar, 60, 4, 6);
  const other = messagePairs(ciphers.caesar({ key: 5 }), 40, 4, 6, 99);
  const forgetting: TrainOptions = { hiddenSize: 24, batchSize: 4, lr: 0.05, seed: 1, validation: other };

  it("keeps the weights of the best validation where patience is given", async () => {
    for (const options of [
      { patience: 3, epochs: 200 },
      { patience: 1000, epochs: 12 },
      { patience: 1000, maxSteps: 167 },
    ]) {
      const losses = new Map<number, number>();
      const model = await train(
        { pairs },
        { ...forgetting, ...options, onProgress: ({ validation: v }) => v && losses.set(v.step, v.loss) },
      );
      const [best] = [...losses].sort((a, b) => a[1] - b[1]);
      expect([model.training.validation?.step, model.training.validation?.loss]).toEqual(best);
      expect((await model.evaluate({ pairs: other })).loss).toBeCloseTo(best?.[1] as number, 5);
      if (options.patience === 3) expect([...losses.keys()].indexOf(best?.[0] as number)).toBe(losses.size - 4);
      expect(model.training.reason).toBe(options.patience === 3 ? "patience" : options.epochs ? "epochs" : "maxSteps");
    }
  });

  it("keeps the last weights otherwise, and those that reached what was wanted", async () => {
    const last = await train({ pairs }, { ...forgetting, epochs: 12 });
    expect(last.training.validation?.step).toBe(last.training.steps);
    expect((await last.evaluate({ pairs: other })).loss).toBeCloseTo(last.training.validation?.loss as number, 5);
    const reached = await train(caesar, { seed: 1, until: { accuracy: 0.5, loss: 2 }, patience: 20 });
    expect(reached.training).toMatchObject({ reason: "until", validation: { step: reached.training.steps } });
    expect(reached.training.validation?.loss).toBeLessThanOrEqual(2);
    expect(reached.training.validation?.accuracy).toBeGreaterThanOrEqual(0.5);
  });

  it("comes by itself: at accuracy 1, or after 20 validations without a lower loss", async () => {
    expect((await train(caesar, { seed: 1 })).training).toMatchObject({ reason: "until", validation: { accuracy: 1 } });
    const hopeless = await train({ pairs }, { ...forgetting, lr: 0 });
    expect(hopeless.training).toMatchObject({ reason: "patience", epochs: 21, validation: { step: 15 } });
  });

  it("has to be possible", async () => {
    const impossible: [Parameters<typeof train>[0], TrainOptions][] = [
      [caesar, { until: {} }],
      [caesar, { validation: 0 }],
      [caesar, { validation: 0, until: { accuracy: 0.5 } }],
      [caesar, { validation: 0, patience: 3 }],
      [{ pairs: [["A", "B"]] }, {}],
      [{ pairs }, { validation: 0 }],
    ];
    for (const [data, options] of impossible)
      await expect(train(data, options)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION", message: /maxSteps/ });
  });

  it("of an epoch that is cut short has no validation", async () => {
    const { training } = await train(caesar, { seed: 1, maxSteps: 200 });
    expect(training).toEqual({
      steps: 200,
      epochs: 1,
      reason: "maxSteps",
      validation: expect.objectContaining({ step: 128 }),
    });
    expect((await train(caesar, { seed: 1, epochs: 2 })).training).toMatchObject({
      steps: 256,
      epochs: 2,
      reason: "epochs",
    });
    expect((await train(caesar, { seed: 1, epochs: 0 })).training).toMatchObject({ steps: 0, reason: "epochs" });
  });
});

describe("several runs", () => {
  it("at once, and inside one another's callbacks, are as alone", async () => {
    const options = { batchSize: 3, maxSteps: 200, until: {} };
    const alone = await Promise.all([1, 2, 3].map(async (seed) => bytesOf(await train(caesar, { ...options, seed }))));
    const together: Promise<Model>[] = [];
    await train(caesar, {
      ...{ ...options, seed: 9, progressEvery: 20 },
      onProgress: () =>
        together.length < 3 && together.push(train(caesar, { ...options, seed: together.length + 1, hiddenSize: 10 })),
    });
    expect(await Promise.all(together.map(async (model) => bytesOf(await model)))).toEqual(alone);
  });

  it("without a seed differ, and follow manualSeed", async () => {
    const { manualSeed } = await import("rnn-wasm");
    const run = async () => bytesOf(await train(caesar, { maxSteps: 3 }));
    expect(await run()).not.toBe(await run());
    manualSeed(5);
    const two = [await run(), await run()];
    manualSeed(5);
    expect([await run(), await run()]).toEqual(two);
  });
});

it("the event loop has its turns, in training, validation and reading", async () => {
  let [ticks, longest, before] = [0, 0, performance.now()];
  const timer = setInterval(() => {
    ticks++;
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 1);
  const pairs = messagePairs(caesar, 20_000, 5, 15);
  before = performance.now();
  await train({ pairs }, { seed: 1, batchSize: 32, epochs: 1, validation: 0.5 });
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
  // A busy machine adds to it; without turns it would be seconds.
  expect(longest).toBeLessThan(500);
});

it("an engine that crashes ends its runs with an error, and nothing else: models and the next run have a fresh one", async () => {
  type Engine = { call(work: () => unknown): unknown; core: { Tagger: { prototype: { num_parameters(): number } } } };
  const model = await train(caesar, steps(40));
  const wanted = model.decrypt("ABC");
  const run = startTraining(caesar, endless);
  await run.step(10);
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) =>
    /^rnn-wasm .*engines$/.test(description ?? ""),
  );
  const shared = (globalThis as Record<symbol, unknown>)[key as symbol] as { engines: Record<string, Engine> };
  for (const engine of Object.values(shared.engines)) {
    // A method of the core on an object that lies where there is no memory: a real trap.
    const lost = { __wbg_ptr: 0xfffffff0 };
    const trap = () => engine.core.Tagger.prototype.num_parameters.call(lost);
    expect(() => engine.call(trap)).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CRASHED" }));
  }
  void run.resume();
  await expect(run.result).rejects.toMatchObject({ code: "ERR_ENGINE_CRASHED" });
  await expect(run.checkpoint()).rejects.toMatchObject({ code: "ERR_ENGINE_CRASHED" });
  expect(model.decrypt("ABC")).toBe(wanted);
  expect(bytesOf(await train(caesar, steps(40)))).toBe(bytesOf(model));
});
