/** What a run's own callbacks may ask of it, and what a run that waits holds up. */
import { spawnSync } from "node:child_process";
import { load, startTraining, type TaggerOptions, type TrainingRun } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { caesar } from "./example-data.js";

const options: TaggerOptions = { seed: 1, stepsPerEpoch: 4, validation: 2, maxSteps: 12, progressEvery: 1 };

describe.each([false, true])("a callback can wait for what it asks of its run (worker: %s)", (worker) => {
  it.each(["onCheckpoint", "onProgress"] as const)("%s: step, pause, checkpoint, resume", async (name) => {
    const seen: number[] = [];
    let isFirst = true;
    const run = startTraining(caesar, {
      ...options,
      worker,
      [name]: async () => {
        if (!isFirst) return;
        isFirst = false;
        await run.pause();
        await run.step(1);
        await run.step(5);
        seen.push((await load(await run.checkpoint())).config.hiddenSize);
        await run.resume();
      },
    });
    expect((await run.result).training.steps).toBe(12);
    expect(seen).toEqual([10]);
  });

  it("onCheckpoint: stop", async () => {
    const run: TrainingRun = startTraining(caesar, { ...options, worker, onCheckpoint: () => run.stop() });
    expect((await run.result).training).toMatchObject({ steps: 4, reason: "stopped" });
  });

  it("onCheckpoint is waited for where nothing is stepped", async () => {
    const order: string[] = [];
    const run = startTraining(caesar, {
      ...options,
      worker,
      onProgress: ({ step }) => void order.push(`${step}`),
      onCheckpoint: async () => {
        order.push("begin");
        await new Promise((resolve) => setTimeout(resolve, 30));
        order.push("end");
      },
    });
    await run.result;
    for (const [i, what] of order.entries()) if (what === "begin") expect(order[i + 1]).toBe("end");
    expect(order.filter((what) => what === "end")).toHaveLength(3);
  });
});

it.each(["", "worker: true", "workers: 2, batchSize: 2"])(
  "a paused run does not keep the process alive: { %s }",
  (how) => {
    const program = `
    import { ciphers, startTraining } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
    const run = startTraining(ciphers.caesar({ key: 3 }), { seed: 1, maxSteps: 1e9, ${how} });
    await run.step(3);
    await run.resume();
    await run.pause();
    const bytes = await run.checkpoint();
    console.log(bytes.length > 0);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: "true\n", stderr: "", status: 0 });
  },
);

it("a failure that a step tells rejects the result too, which is to be handled", async () => {
  const run = startTraining(caesar, { ...options, hiddenSize: -1 });
  const failure = { code: "ERR_INVALID_OPTION" };
  await expect(run.step(1)).rejects.toMatchObject(failure);
  await expect(run.result).rejects.toMatchObject(failure);
});
