/**
 * A clock that test runners cannot stop. They replace `performance.now` and timers by fakes, for which a training run would wait forever.
 * So it is Node's uptime, which they leave alone, or the real clock as it is when this module loads, or another one if it is replaced by then.
 */
import { builtin } from "./builtin.js";

/** Whether a function is a fake timer by Sinon (which Vitest and Jest use) or a mock by Jest. */
export const isFake = (given: unknown): boolean =>
  typeof given === "function" && ("clock" in given || "_isMockFunction" in given);

// PERF: the first use of `performance` costs Node 2 to 5 ms, in which it loads modules.
const uptime = builtin<{ uptime(): number }>("node:process")?.uptime;

/** The clock of the page; fake timers leave the time stamps of events alone. */
const ofPage = () => (isFake(performance.now) ? () => new Event("now").timeStamp : performance.now.bind(performance));

/** A monotonic clock in milliseconds. */
export const now: () => number = uptime ? () => uptime() * 1e3 : ofPage();
