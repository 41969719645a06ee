/** Fuzzes each target with random values for some minutes; budget.ts says how many. */
import fc from "fast-check";
import { ciphers, init, train } from "rnn-wasm";
import { expect, test } from "vitest";
import { Engine } from "../../ts/core/engine.js";
import { cli } from "../cli/run-cli.js";
import { programLine } from "../fuzz/arguments.js";
import { fuzzBindings, moduleOf } from "../fuzz/bindings.js";
import { fuzzCalls } from "../fuzz/calls.js";
import { fuzzTraining } from "../fuzz/training.js";
import { fuzzMs } from "./budget.js";
import { bytesInUse, clock, mebibytes, report, shown } from "./figures.js";

test("random calls of the core", (context) => {
  const time = clock();
  const done = fuzzBindings(new Engine(moduleOf("simd128"), "simd128"), { ms: fuzzMs });
  // After half of the time, memory has the size that the largest inputs need.
  expect(done.end).toBe(done.half);
  report(
    context,
    `${shown(done.calls)} calls of ${done.methods} methods, no trap; memory of the core ${mebibytes(done.end)}, unchanged since half-time; ${time()}`,
  );
});

/** Repeats work with new seeds until the time is over. */
async function repeatInTime(
  part: number,
  work: (seed: number) => Promise<unknown>,
): Promise<{ count: number; grown: number }> {
  const end = performance.now() + fuzzMs;
  let [count, seed, first] = [0, 1, 0];
  while (performance.now() < end) {
    await work(seed++);
    count += part;
    // The first part compiles code and fills permanent caches.
    first ||= await bytesInUse();
  }
  return { count, grown: Math.max(0, (await bytesInUse()) - first) };
}

test("training with random options and data", async (context) => {
  const time = clock();
  const { count, grown } = await repeatInTime(500, (seed) => fuzzTraining(seed, 500));
  expect(grown).toBeLessThan(16 * 2 ** 20);
  report(context, `${shown(count)} runs, none ended without a code; memory + ${mebibytes(grown)}; ${time()}`);
});

test("other functions with random arguments", async (context) => {
  await init();
  const model = await train(ciphers.caesar({ key: 1, alphabet: "ABC" }), { maxSteps: 1, hiddenSize: 2, seed: 1 });
  const time = clock();
  let functions = 0;
  const { count, grown } = await repeatInTime(5000, async (seed) => {
    functions = await fuzzCalls(model, seed, 5000);
  });
  expect(grown).toBeLessThan(16 * 2 ** 20);
  report(
    context,
    `${shown(count)} calls of ${functions} functions, none threw without a code; memory + ${mebibytes(grown)}; ${time()}`,
  );
});

test("programs with random command lines", async (context) => {
  const time = clock();
  const end = performance.now() + fuzzMs;
  const lines = fc.sample(programLine, { numRuns: 10_000, seed: 1 });
  const codes = new Map<number | null, number>();
  let count = 0;
  for (; performance.now() < end && count < lines.length; count++) {
    const line = lines[count] as string[];
    const { code, stderr } = await cli(line, { input: "AB\n" });
    // A stack trace means a bug in the program, not wrong usage.
    if (![0, 1, 2].includes(code as number) || /^ {4}at /m.test(stderr))
      expect.fail(`${JSON.stringify(line)}: ${code}, ${stderr}`);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const list = [...codes].sort().map(([code, times]) => `${shown(times)} × ${code}`);
  report(context, `${shown(count)} programs, no stack trace; exit codes ${list.join(", ")}; ${time()}`);
});
