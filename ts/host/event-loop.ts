/**
 * Lets long work yield to the event loop every few milliseconds, so that timers, clicks and rendering continue.
 */
import { builtin } from "./builtin.js";
import { isFake, now } from "./clock.js";

/** How long work may block the event loop. */
const sliceMs = 5;

/** Resolves in a later task, without the 4 ms that browsers add to nested timers. */
export const yieldToEventLoop: () => Promise<void> = laterTask();

/** Captures what it needs now: test runners may later install fakes that never call back. */
function laterTask(): () => Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate && !isFake(setImmediate)) return () => new Promise((resolve) => void setImmediate(resolve));
  // PERF: not earlier, because the class takes Node 1 to 3 ms to load.
  const Channel = globalThis.MessageChannel ?? builtin<typeof globalThis>("node:worker_threads")?.MessageChannel;
  return () =>
    new Promise((resolve) => {
      const { port1, port2 } = new Channel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(0);
    });
}

/** The time since the event loop last ran. */
export class TimeSlice {
  #began = now();

  get isOver(): boolean {
    return now() - this.#began >= sliceMs;
  }

  /** Yields to the event loop and starts the next slice. */
  async end(): Promise<void> {
    await yieldToEventLoop();
    this.#began = now();
  }
}

/** @returns a pause for long work: called often and awaited, it yields to the event loop whenever a slice is over */
export function pauses(): () => undefined | Promise<void> {
  const slice = new TimeSlice();
  return () => (slice.isOver ? slice.end() : undefined);
}
