/**
 * The interface of data sources, which provide batches, validations and samples. Random numbers are drawn in the order of PyTorch's loop. A
 * source runs on the thread of the loop: the calling thread or a worker.
 */
import type { Network } from "../core/network.js";
import type { Batches } from "../data/batches.js";
import type { Scores } from "./metrics.js";

/** The run's generator; its results are valid until the next draw. */
export type Draws = Pick<Network, "drawIntegers" | "drawPermutation">;

/** The position of a run in its data. */
export interface Position {
  /** Updates since the first run's start. */
  readonly step: number;
  /** Updates in the current epoch. */
  readonly stepInEpoch: number;
  /** Fingerprint of the batches that a resumed run skips, for a repeatable source. */
  readonly passed?: string;
}

/** Functions that stay on the calling thread, called by name: directly there, and by messages from a worker. */
export interface TaskServices {
  call(service: string, ...values: unknown[]): unknown;
}

/** Called every few milliseconds and awaited; an error from it ends the work. */
export type Pause = () => undefined | Promise<void>;

/**
 * Scores a job of a validation, on any thread with a network that has the run's weights.
 * @param network asked for after each pause, because others may use the same one meanwhile
 * @returns plain values
 */
export type Scorer = (network: () => Network, job: unknown, pause: Pause) => unknown;

/** Creates a source from a run's generator and the rows per batch of a validation. */
export type SourceMaker = (draws: Draws, rows: number) => Source;

/** The result of a validation. */
export interface Verdict {
  /** What was scored; see `ValidationOf`. */
  readonly count: number;
  readonly scores: Scores;
  /** The scores for early stopping, if the validation set is too small for that. */
  readonly judged?: Scores | undefined;
}

export interface Source {
  /** The maximum rows and sequences of a batch, as far as known. */
  readonly largest: { readonly rows: number; readonly batch: number };
  /** Whether `fill` draws random numbers. */
  readonly drawsBatches: boolean;
  /** Whether this epoch is the last. */
  readonly isOver: boolean;
  /** Whether a carried state ends before the batches of the latest `fill`, which do not continue those before them. */
  readonly startsAnew?: boolean;
  /** How much of the data this epoch has read: sequences, or characters of a text. Only of data in blocks. */
  readonly read?: number;
  /** Draws the validation set, once at the start of the run. */
  split(): void;
  /** Draws the order of an epoch. */
  beginEpoch(): void;
  /**
   * Skips the data that was used before a checkpoint.
   * @param scratch batches of the run's layout, which are empty again afterwards
   * @throws RnnError `ERR_INVALID_OPTION` if it differs from the data that the checkpoint's run read
   */
  skip(position: Position, scratch: Batches): void | Promise<void>;
  /** Fingerprint of the data that {@link skip} would skip, if the source knows it. */
  passedBy(position: Position): string | undefined;
  /** Appends up to `count` batches of an epoch, `done` of which are used. @returns whether the epoch ends after them */
  fill(batches: Batches, count: number, done: number): boolean | Promise<boolean>;
  /** Repeats the draws of `fill` for `count` batches, after the generator was rewound. */
  redraw(count: number): void;
  /**
   * The parts of a validation as plain values, each of which a {@link Scorer} can score alone. They are drawn on demand, one after another.
   * Their arrays may be views, valid until the next job; batches come with the range that is meant, `first` and `count`.
   */
  jobs(): Iterable<unknown>;
  /** What the scores of all jobs amount to, in their order. @returns undefined without a validation set */
  verdict(scores: readonly unknown[]): Verdict | undefined;
  /** An example with the model's current output, as plain values; available from the first batch on. */
  sample(network: Network): unknown;
}
