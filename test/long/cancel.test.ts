/** Aborts runs at random times, and measures how long that takes. */
import { load, startTraining } from "rnn-wasm";
import { expect, test } from "vitest";
import { chance } from "../formats/damaged-files.js";
import { caesar, endless, later } from "../training/example-data.js";
import { rounds } from "./budget.js";
import { clock, report, shown } from "./figures.js";

test.for([false, true])("aborts at any time, worker: %s", async (worker, context) => {
  const next = chance(1);
  const time = clock();
  const took: number[] = [];
  const count = rounds(300);
  for (let i = 0; i < count; i++) {
    const controller = new AbortController();
    // Validations may be large, because an abort interrupts them too.
    const options = {
      ...endless,
      worker,
      signal: controller.signal,
      stepsPerEpoch: 1 + next(400),
      validation: next(4000),
    };
    const run = startTraining(caesar, { ...options, hiddenSize: 8 + next(56), batchSize: 1 + next(8) });
    const ended = run.result.then(
      () => expect.fail("the run ended before the abort"),
      (error) => expect(error).toBe("enough"),
    );
    await run.step(0);
    void run.resume();
    await later(next(60));
    const from = performance.now();
    controller.abort("enough");
    await ended;
    // `stop` resolves when the thread has ended its work.
    await run.stop();
    took.push(performance.now() - from);
    expect((await load(await run.checkpoint(), { task: "tag" })).decrypt("ABC")).toHaveLength(3);
  }
  took.sort((a, b) => a - b);
  const [median, longest] = [took[count >> 1] as number, took.at(-1) as number];
  // On a busy machine, a few may be late.
  expect(took[Math.floor(0.95 * count)]).toBeLessThan(100);
  report(
    context,
    `${shown(count)} aborts: ${median.toFixed(1)} ms median, ${longest.toFixed(0)} ms maximum; ${time()}`,
  );
});
