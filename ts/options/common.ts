/**
 * The options of every task's runs, grouped as in help texts.
 */

import type { OptimizerSettings } from "../core/network-config.js";
import { type VariantOption, variantOptions } from "../core/variant.js";
import { invalidOption } from "../errors/validate.js";
import type { Signal } from "../host/platform.js";
import { cellNames, nonlinearities } from "../model/cells.js";
import type { ModelConfig } from "../model/config.js";
import type { TensorSource } from "../model/state.js";
import type { LrSchedule } from "./schedule.js";
import { boolean, callback, integer, number, object, option, unchecked, type ValueKind, word } from "./schema.js";

/** The maximum of sizes; beyond it, byte counts overflow in the core. */
export const maxSize = 2 ** 31 - 1;

/** A limit on threads, each of which takes memory. */
const maxWorkers = 256;

const size = integer(1, maxSize);

/**
 * Weights to start from: a file, or a state dict as a Map or an object.
 * @inline
 */
export type WeightSource =
  | Uint8Array
  | ArrayBuffer
  | ReadonlyMap<string, TensorSource>
  | Readonly<Record<string, TensorSource>>;

/** Defaults that differ by task. Sizes are those of `weights`, if they are given. */
export interface TaskDefaults extends Omit<ModelConfig, "nonlinearity"> {
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings["name"];
  readonly lr: number;
  readonly clipGradNorm?: number | undefined;
  /** Of the default optimizer. */
  readonly weightDecay?: number | undefined;
  /** Of a run that ends by patience, or whose options name no end. */
  readonly emaDecay?: number | undefined;
}

/** Options of the network. Their defaults are filled in when it is known whether there are weights to start from. */
export const modelOptions = ({
  cell,
  hiddenSize,
  numLayers,
  bidirectional,
  dropout,
}: Omit<ModelConfig, "nonlinearity">) => ({
  /** The recurrent cell; default `"lstm"`, or as `weights` have it. */
  cell: option(word(...cellNames), `recurrent cell (${cell})`),
  /** The nonlinearity of `cell: "rnn"`; default `"tanh"`. */
  nonlinearity: option(word(...nonlinearities), "nonlinearity of the cell rnn (tanh)"),
  /** Units per layer and direction; the default depends on the task, or is as `weights` have it. */
  hiddenSize: option(size, `units per layer (${hiddenSize})`),
  /** The number of stacked layers; default 1, or as `weights` have it. */
  numLayers: option(size, `number of stacked layers (${numLayers})`),
  /** Reads in both directions; default false, or as `weights` have it. */
  bidirectional: option(boolean, `read in both directions${bidirectional ? " (true)" : ""}`),
  /** Dropout probability between layers, 0 ≤ p < 1; default 0. */
  dropout: option(number({ min: 0, below: 1 }), `dropout probability between layers (${dropout})`),
  /** Initial weights: a file or a state dict, which also sets the default of sizes and alphabets. */
  weights: option(unchecked<WeightSource>("file"), "a model to start from"),
});

export const dataOptions = ({ batchSize }: Pick<TaskDefaults, "batchSize">) => ({
  /** Sequences per update; the default depends on the task. */
  batchSize: option(size, "sequences per update", batchSize),
  /**
   * Reads the data in blocks of this many sequences (of a text: characters), each shuffled by itself. Alphabets, classes, scaling and the
   * validation set come from the first block.
   */
  blockSize: option(size, "read data in blocks of N sequences, or characters"),
  /**
   * Makes the run reproducible, like PyTorch's `manual_seed`. By default drawn from the generator that `manualSeed` seeds.
   * With a `dataset()` it only seeds the weights; call `manualSeed` before the run to repeat the messages.
   */
  seed: option(integer(Number.MIN_SAFE_INTEGER), "makes the run reproducible"),
});

export const scheduleOptions = {
  /** The schedule of the learning rate; by default it is constant. */
  lrSchedule: option(unchecked<LrSchedule>("schedule"), "cosine, step, linear or onecycle"),
};

export const lengthOptions = {
  /** Ends after this many updates, counted across resumes. 0 gives the untrained model. */
  maxSteps: option(integer(0), "stop after N updates, counted across resumes"),
  /** Ends after this many epochs, counted across resumes. */
  epochs: option(integer(0), "stop after N epochs, counted across resumes"),
  /** Early stopping: ends after this many validations without a lower loss. The model then has the weights of the best validation. */
  patience: option(integer(1), "stop after N validations without improvement"),
  /**
   * How much better than the last validation that counted one must be to count for `patience`; the best weights are kept however small the gain.
   * Default 0; of a classifier whose options name no end, 0.0005.
   */
  minDelta: option(number({ min: 0 }), "improvement that counts for patience (0)"),
};

const milliseconds = object({
  /** Milliseconds. */
  ms: option(number({ min: 0 }), "or milliseconds (100)"),
});

/**
 * Updates, or milliseconds.
 * @inline
 */
export type ProgressInterval =
  | number
  | {
      /** Milliseconds. */
      readonly ms: number;
    };

const interval: ValueKind<ProgressInterval> = {
  type: "integer",
  fields: milliseconds.fields as NonNullable<typeof milliseconds.fields>,
  check(name, value) {
    if (typeof value === "number") return integer(1).check(name, value);
    const { ms } = milliseconds.check(name, value);
    return { ms: number({ min: 0 }).check(`${name}.ms`, ms) };
  },
};

/**
 * A number of workers, or `"auto"`.
 * @inline
 */
export type WorkerCount = number | "auto";

const workerCount: ValueKind<WorkerCount> = {
  type: "workers",
  check: (name, value) => (value === "auto" ? value : integer(1, maxWorkers).check(name, value)),
};

const signal: ValueKind<Signal> = {
  type: "none",
  check(name, value) {
    if (typeof (value as AbortSignal)?.addEventListener !== "function")
      throw invalidOption(name, "an AbortSignal", value);
    return value as Signal;
  },
};

export const runOptions = {
  /** Updates or milliseconds between two reports of progress; default `{ ms: 100 }`. Each epoch, `step()`, `pause()` and the last update also report progress. */
  progressEvery: option(interval, "updates between two reports of progress", { ms: 100 }),
  /** Called with each progress and not awaited. An error or rejection ends the run. */
  onProgress: option(callback<(progress: never) => unknown>(), ""),
  /** Aborts the run: `result` rejects immediately with the signal's reason. */
  signal: option(signal, ""),
  /** Trains in a worker thread, with the same results; default false. Functions and iterables stay on the calling thread. */
  worker: option(boolean, "train in a worker thread", false),
  /**
   * The number of workers, each of which takes every n-th sequence of a batch. Results equal those of one except for rounding, and are
   * reproducible for the same number. `"auto"`: as many as pay off, by sizes and cores. Default 1: the thread that `worker` selects.
   */
  workers: option<WorkerCount, WorkerCount>(workerCount, "worker threads for each update, or auto", 1),
  /** Build of the core; default `"auto"`. */
  variant: option<VariantOption, VariantOption>(word(...variantOptions), "build of the core", "auto"),
  /** A checkpoint to resume from, with the same data. Its options apply; contradictory ones throw `ERR_INVALID_OPTION`. */
  resume: option(unchecked<Uint8Array | ArrayBuffer>("file"), "a checkpoint to resume from"),
  /**
   * Called with a checkpoint after each epoch and its validation. The run awaits a returned promise, except while `step()` makes updates.
   */
  onCheckpoint: option(callback<(bytes: Uint8Array<ArrayBuffer>) => unknown>(), ""),
};

/** Options that stay on the calling thread and are not saved in checkpoints. */
export const callerOptions = [
  "weights",
  "resume",
  "onProgress",
  "onCheckpoint",
  "signal",
  "worker",
  "workers",
] as const;
