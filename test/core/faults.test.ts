/** Faults that no caller can help: the engine traps, its thread is lost, there is no memory. What is promised then: an error, and the weights. */
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { init, load, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runs } from "../runs.js";
import { bytesOf, caesar, endless, messagePairs, steps } from "../training/example-data.js";
import { limited } from "./faults/limited-memory.js";
import { trapAtTrain, watchThreads } from "./faults/threads.js";
import { forgetEngines, sharedEngines, trap } from "./faults/trap.js";

beforeAll(() => init());

/** What a run left is of a step that it was at, and goes on to where the run would have come. */
async function expectResumable(file: Uint8Array, options: TaggerOptions = {}): Promise<number> {
  const { __metadata__ } = JSON.parse(
    Buffer.from(file.subarray(8, 8 + Number(Buffer.from(file).readBigUInt64LE()))).toString(),
  );
  const { step } = JSON.parse(__metadata__["rnn-wasm.run"]).state;
  expect(bytesOf(await load(file))).toBe(bytesOf(await train(caesar, { ...options, ...steps(step) })));
  const to = step + 50;
  expect(bytesOf(await train(caesar, { ...options, resume: file, maxSteps: to }))).toBe(
    bytesOf(await train(caesar, { ...options, ...steps(to) })),
  );
  return step;
}

const crashed = { name: "RnnError", code: "ERR_ENGINE_CRASHED" };

describe("a trap in the middle of an update", () => {
  it("on this thread: the run fails and leaves its weights of a moment before; the next call works", async () => {
    const { Instance } = WebAssembly;
    onTestFinished(() => {
      WebAssembly.Instance = Instance;
    });
    // The same program that a thread begins with.
    runInThisContext(trapAtTrain(60));
    // The next call starts one of the instances that trap.
    for (const engine of sharedEngines()) trap(engine);
    const run = startTraining(caesar, endless);
    await expect(run.result).rejects.toMatchObject(crashed);
    WebAssembly.Instance = Instance;
    for (const engine of sharedEngines()) trap(engine);
    expect(await expectResumable(await run.checkpoint())).toBeGreaterThan(0);
    await expect(run.step(3)).resolves.toBeUndefined();
  });

  it("in a worker too", async () => {
    watchThreads(trapAtTrain(60));
    const run = startTraining(caesar, { ...endless, worker: true });
    await expect(run.result).rejects.toMatchObject(crashed);
    expect(await expectResumable(await run.checkpoint())).toBeGreaterThan(0);
  });
});

it.each([{ worker: true }, { workers: 2, batchSize: 2 }])(
  "a worker that is ended from outside: the run fails at once and leaves its weights of a moment before, %o",
  async (options) => {
    const threads = watchThreads();
    const run = startTraining(caesar, { ...endless, ...options });
    const failed = expect(run.result).rejects.toMatchObject(crashed);
    // A copy is made at first after as long as the run has lasted, which is longer where threads are slow to start.
    let first: number | undefined;
    for await (const { elapsedMs } of run) {
      first ??= elapsedMs;
      if (elapsedMs > 150 + 3 * first) break;
    }
    const from = performance.now();
    await threads.at(-1)?.terminate();
    await failed;
    // Seconds only where the machine is busy: a run that waits for its thread would wait forever.
    expect(performance.now() - from).toBeLessThan(5000);
    expect(await expectResumable(await run.checkpoint(), options)).toBeGreaterThan(0);
    await Promise.all([run.pause(), run.resume(), run.stop(), run.step(2)]);
  },
);

describe("no memory", () => {
  /** Engines with so many pages more than they begin with, until the test is over. */
  async function withPages(more: number): Promise<void> {
    const wasm = readFileSync(new URL("../../ts/core/generated/simd128.wasm", import.meta.url));
    forgetEngines();
    await init({ wasm: limited(wasm, more), variant: "simd128" });
  }
  const outOfMemory = { name: "RnnError", code: "ERR_OUT_OF_MEMORY" };
  const onSimd = { variant: "simd128" } as const;

  it("for sizes that 4 GiB do not hold is said with the bytes that they need, before any is taken", async () => {
    for (const options of [
      { hiddenSize: 30_000 },
      { batchSize: 2 ** 20, messageLength: 2 ** 10 },
      { embeddingDim: 1e8 },
    ])
      await expect(train(caesar, options)).rejects.toMatchObject({ ...outOfMemory, message: /need [\d,]{13,} bytes/ });
  });

  it("reports the required bytes if memory cannot grow, and smaller work continues", async () => {
    onTestFinished(forgetEngines);
    let [refused, trained] = [0, 0];
    for (let more = 0; more < 40; more += runs(2, 4)) {
      await withPages(more);
      try {
        await train(caesar, { ...steps(2), ...onSimd, hiddenSize: 64, batchSize: 8 });
        trained++;
      } catch (error) {
        expect(error).toMatchObject({ ...outOfMemory, message: /need [\d,]+ bytes|no memory left/ });
        refused++;
        if (more > 8) expect((await train(caesar, { ...steps(2), ...onSimd })).decrypt("AB")).toHaveLength(2);
      }
    }
    expect(refused).toBeGreaterThan(runs(5, 2));
    expect(trained).toBeGreaterThan(runs(5, 2));
  });

  it("for a batch in the middle of a run ends it, with the weights of the update before", async () => {
    onTestFinished(forgetEngines);
    const short = messagePairs(caesar, 10, 5, 5);
    const pairs = [...short, ...messagePairs(caesar, 1, 30_000, 30_000)];
    const options = { ...steps(20), ...onSimd, alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet };
    const inOrder = { ...options, validation: 0, shuffle: false };
    const before = await train({ pairs: short }, { ...inOrder, maxSteps: 10 });
    await withPages(60);
    const run = startTraining({ pairs }, inOrder);
    await expect(run.result).rejects.toMatchObject({ ...outOfMemory, message: /need [\d,]+ bytes/ });
    const left = await load(await run.checkpoint());
    expect([...left.stateDict()]).toEqual([...before.stateDict()]);
  });
});
