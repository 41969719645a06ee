/**
 * Long work that leaves the event loop its turns: timers, clicks and rendering wait a few milliseconds, never the whole of it.
 */
import { builtin } from "./builtin.js";
import { isFake, now } from "./clock.js";

/** How long work may go on before it gives way. */
const sliceMs = 5;

// Kept from now on: what test runners put in their place later stands still.
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
const Channel = globalThis.MessageChannel ?? builtin<typeof globalThis>("node:worker_threads")?.MessageChannel;

/** Resolves in a later task, without the 4 ms that browsers add to nested timers. */
export const yieldToEventLoop: () => Promise<void> =
  setImmediate && !isFake(setImmediate)
    ? () => new Promise((resolve) => void setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const { port1, port2 } = new Channel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(0);
        });

/** The time since the last turn. */
export class TimeSlice {
  #began = now();

  get isOver(): boolean {
    return now() - this.#began >= sliceMs;
  }

  /** Gives the event loop its turn. */
  async end(): Promise<void> {
    await yieldToEventLoop();
    this.#began = now();
  }
}
