/** Runs that are aborted at any time: how long it takes, and what they leave. */
import { load, startTraining } from "rnn-wasm";
import { expect, test } from "vitest";
import { chance } from "../formats/damaged-files.js";
import { caesar, endless, later } from "../training/example-data.js";
import { rounds } from "./budget.js";
import { clock, shown, tell } from "./figures.js";

test.for([false, true])("aborts at any time, worker: %s", async (worker, context) => {
  const next = chance(1);
  const time = clock();
  const took: number[] = [];
  const count = rounds(300);
  for (let i = 0; i < count; i++) {
    const controller = new AbortController();
    // Large validations too: an abort cuts them short.
    const options = {
      ...endless,
      worker,
      signal: controller.signal,
      stepsPerEpoch: 1 + next(400),
      validation: next(4000),
    };
    const run = startTraining(caesar, { ...options, hiddenSize: 8 + next(56), batchSize: 1 + next(8) });
    const ended = run.result.then(
      () => expect.fail("it ended by itself"),
      (error) => expect(error).toBe("enough"),
    );
    await run.step(0);
    void run.resume();
    await later(next(60));
    const from = performance.now();
    controller.abort("enough");
    await ended;
    // Only when it rests has the thread ended its work.
    await run.stop();
    took.push(performance.now() - from);
    expect((await load(await run.checkpoint(), { task: "tag" })).decrypt("ABC")).toHaveLength(3);
  }
  took.sort((a, b) => a - b);
  const [median, longest] = [took[count >> 1] as number, took.at(-1) as number];
  // A machine that does something else too may be late.
  expect(took[Math.floor(0.95 * count)]).toBeLessThan(100);
  tell(
    context,
    `${shown(count)} aborts: ${median.toFixed(1)} ms in the median, ${longest.toFixed(0)} ms at most; ${time()}`,
  );
});
