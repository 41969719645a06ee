/** Runs that fail: by their options, their callbacks, a signal, numbers that are none, an engine that crashes. */
import { load, type Progress, startTraining, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { bytesOf, caesar, endless, later, steps } from "./example-data.js";

describe.each([false, true])("worker: %s", (worker) => {
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
    expect((await load(file, { task: "tag" })).decrypt("ABC")).toHaveLength(3);
    await expect(train(caesar, { worker, signal: controller.signal })).rejects.toBe("enough");
  });

  it("reports errors of callbacks unchanged, late ones too, and the next run works", async () => {
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
      expect((await load(await run.checkpoint(), { task: "tag" })).decrypt("AB")).toHaveLength(2);
    }
    expect((await train(caesar, { ...steps(3), worker })).decrypt("AB")).toHaveLength(2);
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
    const checkpoint = await load(await run.checkpoint(), { task: "tag" });
    expect([...checkpoint.stateDict().values()].every((t) => t.data().every(Number.isFinite))).toBe(true);
    await expect(run.result).rejects.toMatchObject({ code: "ERR_DIVERGED", message: /update \d/ });
  });

  it("of wrong options fails, whatever is asked of it", async () => {
    const run = startTraining(caesar, { worker, hiddenSize: -1 });
    void run.step(2);
    await Promise.all([run.pause(), run.resume(), run.stop()]);
    await expect(run.step(3)).rejects.toMatchObject({ message: /hiddenSize/ });
    await expect(run.checkpoint()).rejects.toMatchObject({ message: /hiddenSize/ });
    await expect(run.result).rejects.toMatchObject({ message: /hiddenSize/ });
  });
});

it("an engine that crashes ends its runs with an error, and nothing else: models and the next run have a fresh one", async () => {
  type Engine = { call(work: () => unknown): unknown; core: { Model: { prototype: { num_parameters(): number } } } };
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
    const trap = () => engine.core.Model.prototype.num_parameters.call(lost);
    expect(() => engine.call(trap)).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CRASHED" }));
  }
  void run.resume();
  await expect(run.result).rejects.toMatchObject({ code: "ERR_ENGINE_CRASHED" });
  // Of the weights the engine had there is a copy from a moment before.
  const resumed = await train(caesar, { resume: await run.checkpoint(), maxSteps: 40 });
  expect(bytesOf(resumed)).toBe(bytesOf(model));
  expect(model.decrypt("ABC")).toBe(wanted);
  expect(bytesOf(await train(caesar, steps(40)))).toBe(bytesOf(model));
});
