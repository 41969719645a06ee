/**
 * What a run asks for batches. The order of draws is that of PyTorch's loop. Engines and symbols are unknown here.
 */
import type { Batches } from "../data/batches.js";
import type { RunState, Sample } from "../training/loop/run-spec.js";

/** The run's generator; what it returns is valid until the next draw. */
export interface Draws {
  /** `randint(0, high, [count])` */
  drawIntegers(high: number, count: number): Uint32Array;
  /** `randperm(count)` */
  drawPermutation(count: number): Uint32Array;
}

export interface Source {
  /** Symbols and sequences of its largest batch, as far as that is known. */
  readonly largest: { readonly rows: number; readonly batch: number };
  /** Whether `fill` draws. */
  readonly drawsBatches: boolean;
  /** Whether nothing comes after this epoch. */
  readonly isOver: boolean;
  /** Shown with each progress; there from the first batch on. */
  readonly sample: Sample | undefined;
  /** Draws what is held back, once at the run's start. */
  split(): void;
  /** Draws the order of an epoch. */
  beginEpoch(): void;
  /**
   * Passes over what was used before a checkpoint.
   * @throws RnnError `ERR_INVALID_OPTION` where it is not what the checkpoint's run read
   */
  skip(state: RunState): void | Promise<void>;
  /** Fingerprint of what {@link skip} would pass over, where the source can tell. */
  passedBy(state: RunState): string | undefined;
  /** Appends up to `count` batches of an epoch of which `done` were used. Tells whether the epoch ends after them. */
  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean>;
  /** Draws again what `fill` drew for `count` batches: for a generator that was set back. */
  redraw(count: number): void;
  /** Batches to validate with, drawn when they are asked for. */
  validation(): Iterable<Batches | Promise<Batches>>;
  /** Batches to judge the run by beside those of {@link validation}, where these alone are too few to tell. */
  judgement?(): Iterable<Batches>;
  /** Lets go of what it reads from. */
  close(): void;
}
