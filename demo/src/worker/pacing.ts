/**
 * Decides how many updates to make per frame, for a given pace and a limited time per frame.
 */
import type { Pace } from "../shared/protocol.js";

/** The maximum time for the updates of a frame. */
const maxMs = 30;

/** A stretched run begins with this many updates per second, and makes the usual number of them in about this many seconds. */
const firstPace = 12;
const stretchedSeconds = 8;

export class Pacing {
  #at = performance.now();
  #due = 0;
  /** The estimated number of updates that fit into a frame. */
  #fitting = 64;

  /** The number of updates to make now, at `pace` per second. */
  next(pace: number): number {
    const now = performance.now();
    const more = pace === Number.POSITIVE_INFINITY ? pace : ((now - this.#at) / 1000) * pace;
    this.#due = Math.min(this.#due + more, this.#fitting);
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

/**
 * Updates per second after `step` updates.
 * @param usualSteps the updates that a run usually needs
 */
export function paceAt(pace: Pace, step: number, usualSteps: number): number {
  if (pace === "full") return Number.POSITIVE_INFINITY;
  if (pace !== "stretched") return pace;
  // The pace grows with the step, so that the first updates can be followed one by one.
  return firstPace + growthFor(usualSteps) * step;
}

/** The growth by which a pace that begins with {@link firstPace} makes `steps` updates in {@link stretchedSeconds}. */
function growthFor(steps: number): number {
  let growth = 0.5;
  for (let i = 0; i < 30; i++) growth = Math.log(1 + (steps * growth) / firstPace) / stretchedSeconds;
  return growth;
}

const frameMs = 16;

/** Resolves in the next frame or later. */
export const tick = (atLeastMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(frameMs, atLeastMs));
  });
