/** Workers that train together: their results are those of one, through shared memory or by messages, and nothing hangs when one fails. */
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import {
  load,
  type Pair,
  type Progress,
  startTraining,
  type TagData,
  type Tagger,
  type TaggerOptions,
  train,
} from "rnn-wasm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { operations } from "../../bench/rows.mjs";
import type { NetworkConfig } from "../../ts/core/network-config.js";
import type { NetworkShare } from "../../ts/core/network-share.js";
import { Channel } from "../../ts/training/workers/channel.js";
import { chooseWorkers, operationsOf } from "../../ts/training/workers/choose-workers.js";
import { CollectingExchange } from "../../ts/training/workers/posted-exchange.js";
import { type Part, Replica } from "../../ts/training/workers/replica.js";
import { SharedExchange, sharedMemoryFor } from "../../ts/training/workers/shared-exchange.js";
import { Team } from "../../ts/training/workers/team.js";
import { isFull } from "../runs.js";
import { bytesOf, caesar, messagePairs, oneShot } from "./example-data.js";

const steps = (maxSteps: number): TaggerOptions => ({ seed: 1, maxSteps, batchSize: 4 });
const endless = steps(Number.MAX_SAFE_INTEGER);
const own = { ...caesar, name: "own", encrypt: (text: string) => caesar.encrypt(text) };
const ragged = { pairs: messagePairs(caesar, 61, 1, 12) };
const deep = { numLayers: 2, bidirectional: true, dropout: 0.3, batchSize: 5 };

/** A run with the losses and accuracies of all its updates. */
async function watched(data: TagData, options: TaggerOptions) {
  const seen: Progress<"tag">[] = [];
  const model: Tagger = await train(data, { ...options, progressEvery: 1, onProgress: (p) => seen.push(p) });
  return { model, seen };
}

type Watched = Awaited<ReturnType<typeof watched>>;

const weightsOf = (model: Tagger) => [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);

function expectAlike(got: Watched, wanted: Watched): void {
  expect(got.seen.map(({ step, accuracy }) => [step, accuracy])).toEqual(
    wanted.seen.map(({ step, accuracy }) => [step, accuracy]),
  );
  got.seen.forEach(({ loss, gradNorm, validation }, i) => {
    const other = wanted.seen[i] as Progress<"tag">;
    expect(Math.abs(loss - other.loss)).toBeLessThan(1e-5);
    expect(Math.abs(gradNorm - other.gradNorm)).toBeLessThan(1e-5);
    expect(Math.abs((validation?.loss ?? 0) - (other.validation?.loss ?? 0))).toBeLessThan(1e-5);
  });
  const weights = weightsOf(wanted.model);
  const furthest = weightsOf(got.model).reduce(
    (most, weight, i) => Math.max(most, Math.abs(weight - (weights[i] as number))),
    0,
  );
  expect(furthest).toBeLessThan(1e-5);
}

/** Threads that were started since the test began. */
let threads: Worker[] = [];
const note = (worker: Worker) => threads.push(worker);
beforeEach(() => {
  threads = [];
  process.on("worker", note);
});
afterEach(() => {
  process.off("worker", note);
  vi.unstubAllGlobals();
});

/** As in a page that is not isolated from other origins: threads cannot share memory. */
const shareNothing = () => vi.stubGlobal("crossOriginIsolated", false);

/** What workers share the work of, and how: without time for all, a cipher, and pairs in both directions with dropout. */
const cases: readonly (readonly [string, TagData, TaggerOptions])[] = [
  ["a cipher", caesar, { stepsPerEpoch: 16, validation: 8 }],
  ["a cipher of one's own", own, { clipGradNorm: 0.1, lr: 0.01 }],
  ["SGD", { pairs: ragged.pairs.slice(0, 9) }, { optimizer: "sgd", lr: 0.1, momentum: 0.9, batchSize: 8 }],
  ["pairs of many lengths", ragged, { batchSize: 7, optimizer: "adamw", amsgrad: true }],
  ["two layers in both directions, with dropout", ragged, { ...deep, lrSchedule: (step) => 0.01 / (1 + step) }],
];
const posted = cases.slice(isFull ? -2 : -1);
const shared = isFull ? cases : [...cases.slice(0, 1), ...posted];

describe.each([
  { exchange: "shared", cases: shared },
  { exchange: "posted", cases: posted },
])("exchange: $exchange", ({ exchange, cases }) => {
  beforeEach(() => {
    if (exchange === "posted") shareNothing();
  });

  it.each(cases)("gives losses and weights of one, within 1e-5: %s", async (_, data, more) => {
    const options = { ...steps(24), ...more };
    const one = await watched(data, options);
    const workers = exchange === "shared" ? 3 : 2;
    expectAlike(await watched(data, { ...options, workers }), one);
    expect(threads.length).toBe(workers);
  });

  it("is watched, paused, stepped, kept in a checkpoint and stopped as one", async () => {
    const options = { ...steps(40), ...deep, workers: 2, stepsPerEpoch: undefined, validation: 0.2, patience: 3 };
    const uninterrupted = await train(ragged, options);
    const run = startTraining(ragged, options);
    await run.pause();
    await run.step(7);
    const file = await run.checkpoint();
    await run.step(2);
    await run.stop();
    expect((await run.result).training).toMatchObject({ steps: 9, reason: "stopped" });
    const resumed = await train(ragged, { workers: 2, resume: file });
    expect(resumed.training).toEqual(uninterrupted.training);
    expect(bytesOf(resumed)).toBe(bytesOf(uninterrupted));
    const alone = weightsOf(await train(ragged, { resume: file, maxSteps: 20 }));
    const three = weightsOf(await train(ragged, { resume: file, maxSteps: 20, workers: 3 }));
    alone.forEach((weight, i) => {
      expect(Math.abs(weight - (three[i] as number))).toBeLessThan(1e-5);
    });
  });

  it("diverges in all of them before any weight is touched", async () => {
    const run = startTraining(caesar, { ...endless, workers: 3, optimizer: "sgd", lr: 1e30 });
    await expect(run.result).rejects.toMatchObject({ code: "ERR_DIVERGED", message: /update \d/ });
    const checkpoint = await load(await run.checkpoint(), { task: "tag" });
    expect(weightsOf(checkpoint).every(Number.isFinite)).toBe(true);
  });

  it.each([0, 1])("fails when worker %s is lost, and leaves no thread behind", async (index) => {
    const run = startTraining(caesar, { ...endless, hiddenSize: 64, batchSize: 32, workers: 2 });
    await run.step(3);
    await run.resume();
    const exits = threads.map((thread) => once(thread, "exit"));
    void threads[index]?.terminate();
    await expect(run.result).rejects.toMatchObject({ code: "ERR_ENGINE_CRASHED", message: /worker/ });
    await Promise.all(exits);
    expect((await train(caesar, { ...steps(3), workers: 2 })).training.steps).toBe(3);
  });

  it("fails with an error of the package when a worker runs out of memory", async () => {
    const run = startTraining(caesar, { ...endless, workers: 2 });
    await run.step(1);
    // As Node reports it.
    const cause = new Error("Worker terminated due to reaching memory limit: JS heap out of memory");
    threads[0]?.emit("error", cause);
    await expect(run.result).rejects.toMatchObject({
      code: "ERR_ENGINE_CRASHED",
      message: /heap out of memory/,
      cause,
    });
  });

  it("is aborted immediately, and releases its input", async () => {
    const some = messagePairs(caesar, 100, 1, 12);
    const { pairs, seen } = oneShot(
      Array.from({ length: 100_000 }, (_, i) => some[i % 100] as Pair),
      { later: true },
    );
    const { alphabet } = caesar;
    const controller = new AbortController();
    const { signal } = controller;
    const options = { ...endless, workers: 2, alphabet, outputAlphabet: alphabet, validation: 0, signal };
    const run = startTraining({ pairs }, options);
    const failed = expect(run.result).rejects.toBe("enough");
    for await (const { step } of run) if (step > 5) break;
    const exits = threads.map((thread) => once(thread, "exit"));
    controller.abort("enough");
    await failed;
    await Promise.all(exits);
    expect(seen.closed).toBe(true);
  });
});

it("gives the same bits again, by whichever way gradients are exchanged", async () => {
  const options = { ...steps(16), ...deep, workers: 3, variant: "simd128" as const };
  const [first, again] = [bytesOf(await train(ragged, options)), bytesOf(await train(ragged, options))];
  shareNothing();
  expect([again, bytesOf(await train(ragged, options))]).toEqual([first, first]);
});

it("starts no more workers than a batch has sequences", async () => {
  const one = bytesOf(await train(caesar, { ...steps(20), batchSize: 1 }));
  expect(bytesOf(await train(caesar, { ...steps(20), batchSize: 1, workers: 4, worker: false }))).toBe(one);
  expect(threads.length).toBe(1);
  await train(caesar, { ...steps(20), batchSize: 2, workers: 4 });
  expect(threads.length).toBe(3);
  await train(caesar, { ...steps(20), workers: 1 });
  expect(threads.length).toBe(3);
});

describe("a number of workers that is chosen", () => {
  const config = (hiddenSize: number): NetworkConfig => ({
    ...{ cell: "lstm", hiddenSize, numLayers: 1, bidirectional: false, dropout: 0 },
    input: { kind: "tokens", vocabSize: 64, embeddingDim: 64 },
    output: { readout: "all", loss: { kind: "crossEntropy" }, size: 64 },
  });

  it("follows from the sizes, and exceeds neither cores nor sequences", () => {
    // As the bench counts them.
    expect(operationsOf(config(256), 64, 32)).toBe(
      operations({ name: "", title: "", kind: "train", sizes: { V: 64, E: 64, H: 256, T: 64, B: 32 } }),
    );
    expect(chooseWorkers(config(256), 64, 32, 8)).toBe(8);
    expect(chooseWorkers(config(256), 64, 32, 64)).toBe(32);
    expect(chooseWorkers(config(10), 32, 1, 8)).toBe(1);
    expect(chooseWorkers(config(64), 16, 32, 8)).toBe(3);
  });

  it("gives the bits of this number", async () => {
    const sizes = { hiddenSize: 64, embeddingDim: 5, messageLength: 32, batchSize: 16 };
    const options = { ...steps(5), ...sizes, validation: 0 };
    const chosen = await train(caesar, { ...options, workers: "auto" });
    const count = threads.length;
    expect(count).toBeGreaterThan(0);
    expect(bytesOf(chosen)).toBe(bytesOf(await train(caesar, { ...options, workers: count, worker: true })));
  });
});

describe("a validation", () => {
  const numbers = (count: number) =>
    Array.from({ length: count }, (_, i) => Array.from({ length: 3 + (i % 5) }, (_, t) => (i * t) % 7));
  const words = ragged.pairs.map(([word]) => word as string);
  const text = Array.from({ length: 40_000 }, (_, i) => "abcde "[(i * i) % 6]).join("");
  const series = Array.from({ length: 12_000 }, (_, i) => 10 * Math.sin(i / 2) + (i % 13));
  const all: readonly (readonly [string, object, object])[] = [
    ["a tagger", ragged, { validation: 0.5 }],
    ["a classifier", { sequences: words, labels: words.map(({ length }) => length % 3) }, { validation: 0.5 }],
    ["a regressor", { sequences: numbers(60), values: numbers(60).map((rows) => rows[1]) }, { validation: 0.5 }],
    ["a generator of text", { text }, { validation: 0.8, emaDecay: 0.9 }],
    ["a generator of items", { items: words }, { validation: 0.5 }],
    ["a forecaster", { series }, { difference: "none", horizon: 4, validation: 8000, window: 16 }],
  ];

  it.each(all)("of %s is shared, and is the same to the last bit", async (_, data, more) => {
    // Without a learning rate, the weights of any number of workers are the same.
    const options = {
      hiddenSize: 6,
      batchSize: 8,
      seed: 1,
      lr: 0,
      epochs: 1,
      ...more,
    };
    const [one, two] = await Promise.all(
      [1, 2].map(async (workers) => (await train(data as TagData, { ...options, workers } as TaggerOptions)).training),
    );
    expect(one?.validation?.loss).toBeGreaterThan(0);
    expect(two).toEqual(one);
  });

  it("deals its jobs to all replicas in turn, and keeps their order", async () => {
    const { port1, port2 } = new MessageChannel();
    const other: Channel = new Channel(port2 as never, { score: (job: number) => -job });
    port2.onmessage = ({ data }) => other.receive(data);
    const team = new Team([port1], false);
    const jobs = [1, Promise.resolve(2), 3, 4, 5];
    expect(
      await team.score(
        jobs,
        (_, job) => job,
        false,
        () => undefined,
      ),
    ).toEqual([-1, 2, -3, 4, -5]);
    port1.close();
  });
});

it("a call whose answer cannot be sent fails, and does not wait forever", async () => {
  const { port1, port2 } = new MessageChannel();
  const [asking, answering]: Channel[] = [
    new Channel(port1 as never, {}),
    new Channel(port2 as never, { odd: () => () => {} }),
  ];
  port1.onmessage = ({ data }) => asking?.receive(data);
  port2.onmessage = ({ data }) => answering?.receive(data);
  await expect(asking?.ask("odd")).rejects.toThrow(/could not be cloned/);
  port1.close();
});

describe("a replica", () => {
  const size = { replicaCount: 2, length: 20 };
  const part = (by: number): Part => ({
    gradients: Float32Array.from({ length: size.length }, (_, i) => (i + 1) * by),
    results: Float64Array.of(by, by),
  });
  /** As the core adds. */
  const adderTo = ({ gradients }: Part) => ({
    add: (values: Float32Array, from: number) =>
      values.forEach((value, i) => {
        (gradients[from + i] as number) += value;
      }),
  });
  const sharing = () => {
    const memory = sharedMemoryFor(size);
    return [new SharedExchange(memory, 0, size), new SharedExchange(memory, 1, size)] as const;
  };

  it("that fails releases the others, which would wait for it", async () => {
    const [first, second] = sharing();
    const broken = new Replica({} as NetworkShare, second);
    const load = () => {
      throw new RangeError("no memory left");
    };
    await expect(broken.train(1, load)).rejects.toThrow("no memory left");
    expect(first.sum(part(1), adderTo(part(1)))).toBe(false);
    const collecting = new CollectingExchange(2);
    const waiting = collecting.sum(part(1), adderTo(part(1)));
    collecting.fail();
    expect(await waiting).toBe(false);
    expect(await collecting.sum(part(1), adderTo(part(1)))).toBe(false);
  });

  it("of more gradients than memory can hold is none", () => {
    expect(() => sharedMemoryFor({ replicaCount: 256, length: 2 ** 50 })).toThrow(
      /^workers: expected [\d,]+ bytes of shared memory for gradients, got none$/,
    );
  });

  it("that is ahead leaves what others have still to read", () => {
    const [first, second] = sharing();
    const [own, other, next] = [part(1), part(10), part(100)];
    first.publish(own);
    second.publish(other);
    first.reduce(own, adderTo(own));
    second.reduce(other, adderTo(other));
    first.collect(own);
    // The first has made its update, and has the next part ready, before the second reads the sums of this one.
    first.publish(next);
    second.collect(other);
    expect([own, other]).toEqual([part(11), part(11)]);
  });
});

it("starts in Node also where a library has put Node's class of threads among the globals", async () => {
  const { Worker } = await import("node:worker_threads");
  vi.stubGlobal("Worker", Worker);
  const options: TaggerOptions = { seed: 1, maxSteps: 3, validation: 0 };
  expect(bytesOf(await train(caesar, { ...options, worker: true }))).toBe(bytesOf(await train(caesar, options)));
  vi.unstubAllGlobals();
});
