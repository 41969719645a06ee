/**
 * Sequences of public calls in any order, against a model that says what each must come to: updates made, errors, weights.
 */
import fc from "fast-check";
import { modelCalls } from "./model-calls.js";
import { crashes, runCalls } from "./run-calls.js";
import { starts } from "./starts.js";
import { learnTruth } from "./truth.js";
import { type Call, type Known, outcome, type Real, within } from "./world.js";

export interface Sequences {
  readonly count: number;
  readonly seed: number;
  /** Whether runs have a thread of their own. */
  readonly worker: boolean;
}

/** Fails with the shortest sequence of calls that does not come to what it must. Returns how many calls were made. */
export async function callInAnyOrder({ count, seed, worker }: Sequences): Promise<number> {
  const truth = await learnTruth();
  let made = 0;
  const counted = (call: Call): Call => ({
    check: call.check,
    run: (known, real) => {
      made++;
      return call.run(known, real);
    },
    toString: call.toString,
  });
  const calls = [...starts(worker), ...runCalls, ...modelCalls, crashes].map((call) => call.map(counted));
  await fc.assert(
    fc.asyncProperty(fc.commands(calls, { maxCommands: 40, size: "max" }), async (sequence) => {
      const known: Known = { runs: [], models: [], files: [] };
      const real: Real = { truth, runs: [], models: [], files: [] };
      try {
        await fc.asyncModelRun(() => ({ model: known, real }), sequence);
      } finally {
        await letGo(real);
      }
    }),
    { numRuns: count, seed, endOnFailure: false },
  );
  return made;
}

/** Every run must end when it is told to. */
async function letGo({ runs }: Real): Promise<void> {
  for (const { controller } of runs) controller.abort();
  await Promise.all(runs.map(({ run }) => within("result after an abort", outcome(run.result))));
}
