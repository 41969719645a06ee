/** Training where timers and clocks are faked, as test runners do it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startTraining, train } from "rnn-wasm";
import { afterEach, expect, it, vi } from "vitest";
import { caesar, messagePairs } from "../training/example-data.js";

afterEach(() => void vi.useRealTimers());

it.each([false, true])("continues if they are faked after the import (worker: %s)", async (worker) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "setImmediate", "performance", "Date", "queueMicrotask"] });
  const pairs = messagePairs(caesar, 3000, 5, 15);
  const model = await train({ pairs }, { seed: 1, batchSize: 32, epochs: 2, validation: 0.5, worker });
  expect(model.training.epochs).toBe(2);
  expect((await model.evaluate({ pairs })).loss).toBeGreaterThan(0);
  const run = startTraining(caesar, { seed: 1, maxSteps: 1e9, worker });
  await run.step(3);
  await run.resume();
  await run.stop();
  expect((await run.result).training.reason).toBe("stopped");
});

it.each(["Node", "a browser"])("continues in %s if they were faked before the import", (host) => {
  const entry = new URL("../../dist/index.js", import.meta.url).href;
  const program = `
    if (${host !== "Node"}) process.getBuiltinModule = undefined;
    const still = () => {};
    const fake = (f) => Object.assign(f, { clock: {} });
    for (const name of ["setTimeout", "setInterval", "setImmediate"]) globalThis[name] = fake(() => still);
    globalThis.performance.now = fake(() => 0);
    const { ciphers, startTraining } = await import(${JSON.stringify(entry)});
    const run = startTraining(ciphers.caesar({ key: 3 }), { seed: 1, maxSteps: 2000, validation: 8 });
    const reader = (async () => { for await (const _ of run); })();
    console.log((await run.result).training.steps);
    await reader;`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: "2000\n", stderr: "", status: 0 });
});
