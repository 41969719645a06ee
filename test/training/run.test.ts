/** A run that is watched, paused, stepped, stopped; on this thread and in a worker; one beside another. */
import fc from "fast-check";
import { type Model, startTraining, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { runs } from "../runs.js";
import { bytesOf, caesar, endless, later, steps } from "./example-data.js";

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

  it("step(n) of a running run makes n more and pauses", async () => {
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
      { numRuns: worker ? runs(8, 3) : runs(40, 15) },
    );
  });
});

describe("several runs", () => {
  it("concurrent runs, also inside callbacks, equal single runs", async () => {
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
