/**
 * A clock that test runners cannot stop. They replace `performance.now` and timers by fakes, for which a training run would wait forever.
 * So the real clock is captured when this module loads, or looked up elsewhere if it was replaced before that.
 */
import { builtin } from "./builtin.js";

/** Whether a function is a fake timer by Sinon (which Vitest and Jest use) or a mock by Jest. */
export const isFake = (given: unknown): boolean =>
  typeof given === "function" && ("clock" in given || "_isMockFunction" in given);

function realClock(): () => number {
  // Node's module keeps the real clock when the global has been replaced.
  const clock = builtin<{ performance: Performance }>("node:perf_hooks")?.performance ?? globalThis.performance;
  const read = clock.now;
  // Fake timers leave the time stamps of events alone.
  return isFake(read) ? () => new Event("now").timeStamp : read.bind(clock);
}

/** A monotonic clock in milliseconds. */
export const now: () => number = realClock();
