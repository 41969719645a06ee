/**
 * How many updates are due, so that a run goes at the pace that was chosen, and no frame waits long for them.
 */

/** How long the updates of a frame may take. */
const mostMs = 30;

export class Pacing {
  #at = performance.now();
  #due = 0;
  /** Updates that fit into a frame. */
  #fitting = 64;

  /** Updates to make now, at `pace` a second. */
  next(pace: number): number {
    const now = performance.now();
    this.#due = Math.min(this.#due + ((now - this.#at) / 1000) * pace, this.#fitting);
    this.#at = now;
    const count = Math.floor(this.#due);
    this.#due -= count;
    return count;
  }

  /** Learns from what `count` updates took. */
  took(count: number, ms: number): void {
    if (count > 0 && ms > 0) this.#fitting = Math.max(1, Math.min((count * mostMs) / ms, 4 * this.#fitting));
  }
}

const frameMs = 16;

/** The next frame, or later. */
export const tick = (atLeastMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(frameMs, atLeastMs));
  });
