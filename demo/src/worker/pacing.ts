/**
 * Decides how many updates to make per frame, for a given pace and a limited time per frame.
 */

/** The maximum time for the updates of a frame. */
const maxMs = 30;

export class Pacing {
  #at = performance.now();
  #due = 0;
  /** The estimated number of updates that fit into a frame. */
  #fitting = 64;

  /** The number of updates to make now, at `pace` per second. */
  next(pace: number): number {
    const now = performance.now();
    this.#due = Math.min(this.#due + ((now - this.#at) / 1000) * pace, this.#fitting);
    this.#at = now;
    const count = Math.floor(this.#due);
    this.#due -= count;
    return count;
  }

  /** Updates the estimate from the time that `count` updates took. */
  took(count: number, ms: number): void {
    if (count > 0 && ms > 0) this.#fitting = Math.max(1, Math.min((count * maxMs) / ms, 4 * this.#fitting));
  }
}

const frameMs = 16;

/** Resolves in the next frame or later. */
export const tick = (atLeastMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(frameMs, atLeastMs));
  });
