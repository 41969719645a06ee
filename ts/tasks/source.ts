/**
 * What a run asks for batches, validations and samples. The order of draws is that of PyTorch's loop. It works where the loop does: on the
 * calling thread or in a worker.
 */
import type { Network } from "../core/network.js";
import type { Batches } from "../data/batches.js";
import type { Scores } from "./metrics.js";

/** The run's generator; what it returns is valid until the next draw. */
export type Draws = Pick<Network, "drawIntegers" | "drawPermutation">;

/** How far the batches of a run are used. */
export interface Position {
  /** Updates since the first run's start. */
  readonly step: number;
  /** Updates of the epoch that is not over yet. */
  readonly stepInEpoch: number;
  /** Fingerprint of the batches that a resumed run passes over, of a source that is repeatable. */
  readonly passed?: string;
}

/** Functions that stay on the calling thread, asked for by their names: synchronously there, with a promise from a worker. */
export interface TaskServices {
  call(service: string, ...values: unknown[]): unknown;
}

/** Makes a source for a run's generator and the rows that a validation takes at once. */
export type SourceMaker = (draws: Draws, rows: number) => Source;

/** What a validation found. */
export interface Verdict {
  readonly scores: Scores;
  /** What the run is judged by, where what is held back is too little to tell. */
  readonly judged?: Scores | undefined;
}

export interface Source {
  /** Rows and sequences of its largest batch, as far as that is known. */
  readonly largest: { readonly rows: number; readonly batch: number };
  /** Whether `fill` draws. */
  readonly drawsBatches: boolean;
  /** Whether nothing comes after this epoch. */
  readonly isOver: boolean;
  /** Draws what is held back, once at the run's start. */
  split(): void;
  /** Draws the order of an epoch. */
  beginEpoch(): void;
  /**
   * Passes over what was used before a checkpoint.
   * @throws RnnError `ERR_INVALID_OPTION` where it is not what the checkpoint's run read
   */
  skip(position: Position): void | Promise<void>;
  /** Fingerprint of what {@link skip} would pass over, where the source can tell. */
  passedBy(position: Position): string | undefined;
  /** Appends up to `count` batches of an epoch of which `done` were used. Tells whether the epoch ends after them. */
  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean>;
  /** Draws again what `fill` drew for `count` batches: for a generator that was set back. */
  redraw(count: number): void;
  /**
   * Scores what is held back.
   * @param pause called every few milliseconds; a promise is waited for, and what it throws cuts the validation short
   * @returns undefined where nothing is held back
   */
  validate(network: Network, pause: () => undefined | Promise<void>): Promise<Verdict | undefined>;
  /** What the model makes of an example by now, as plain values; there from the first batch on. */
  sample(network: Network): unknown;
}
