/**
 * Long work that leaves the event loop its turns: timers, clicks and rendering wait a few milliseconds, never the whole of it.
 */

/** How long work may go on before it gives way. */
const sliceMs = 5;

/** Resolves in a later task, without the 4 ms that browsers add to nested timers. */
export const yieldToEventLoop: () => Promise<void> =
  typeof setImmediate === "function"
    ? () => new Promise((resolve) => void setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(0);
        });

/** The time since the last turn. */
export class TimeSlice {
  #began = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#began >= sliceMs;
  }

  /** Gives the event loop its turn. */
  async end(): Promise<void> {
    await yieldToEventLoop();
    this.#began = performance.now();
  }
}
