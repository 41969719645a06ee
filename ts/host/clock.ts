/**
 * The clock that work is paced by. Test runners replace `performance.now` and timers by fakes that stand still: work that waited for those
 * would wait for ever. So the real ones are kept when this is loaded, or found where they were replaced before.
 */
import { builtin } from "./builtin.js";

/** Whether a function is a fake of Sinon's (Vitest and Jest use them), or one of Jest's mocks. */
export const isFake = (given: unknown): boolean =>
  typeof given === "function" && ("clock" in given || "_isMockFunction" in given);

function realClock(): () => number {
  const own = globalThis.performance;
  // Where the global was replaced, Node's module still has the real one.
  const clock = builtin<{ performance: Performance }>("node:perf_hooks")?.performance ?? own;
  const read = clock.now;
  // What no fake replaces: the time at which an event is made.
  return isFake(read) ? () => new Event("now").timeStamp : read.bind(clock);
}

/** Milliseconds since some moment, which never run back. */
export const now: () => number = realClock();
