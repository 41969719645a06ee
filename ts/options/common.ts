/**
 * The options that runs of every task have, in the groups in which help texts show them.
 */
import { type VariantOption, variantOptions } from "../core/variant.js";
import { invalidOption } from "../errors/validate.js";
import type { Signal } from "../host/platform.js";
import { cellNames, defaultCell, nonlinearities } from "../model/cells.js";
import type { TensorSource } from "../model/state.js";
import type { LrSchedule } from "./schedule.js";
import { boolean, callback, integer, number, object, option, unchecked, type ValueKind, word } from "./schema.js";

/** Sizes whose bytes the core can still count. */
export const maxSize = 2 ** 31 - 1;

/** Threads take memory; more than a machine has cores are of no use. */
const maxWorkers = 256;

const size = integer(1, maxSize);

/** Weights to start from: a file, or a state dict as a Map or an object. */
export type WeightSource =
  | Uint8Array
  | ArrayBuffer
  | ReadonlyMap<string, TensorSource>
  | Readonly<Record<string, TensorSource>>;

export const modelOptions = {
  /** The recurrent cell; default `"lstm"`, or as `weights` have it. */
  cell: option(word(...cellNames), `recurrent cell (${defaultCell})`),
  /** `cell: "rnn"` only: what it applies to its sum; default `"tanh"`. */
  nonlinearity: option(word(...nonlinearities), "rnn: what the cell applies to its sum (tanh)"),
  /** Units of a layer in one direction; default 10, or as `weights` have them. */
  hiddenSize: option(size, "units of a layer (10)"),
  /** Layers; default 1, or as `weights` have them. */
  numLayers: option(size, "layers (1)"),
  /** Reads in both directions; default false, or as `weights` have it. */
  bidirectional: option(boolean, "read in both directions"),
  /** Share of a layer's outputs that an update drops, between layers; 0 ≤ p < 1, default 0. */
  dropout: option(number({ min: 0, below: 1 }), "share of a layer's outputs that an update drops (0)"),
  /** Weights to start from: a file, or a state dict. Sizes and alphabets that are not given are the file's. No weights are drawn then. */
  weights: option(unchecked<WeightSource>("file"), "a model to start from"),
};

export const dataOptions = {
  /** Sequences of an update; default 1. */
  batchSize: option(size, "sequences of an update", 1),
  /**
   * For a run that can be repeated: PyTorch's `manual_seed`. Default: a draw of the generator that `manualSeed` seeds.
   * Of a `dataset()` it governs the weights alone: `manualSeed` before the run repeats the messages.
   */
  seed: option(integer(Number.MIN_SAFE_INTEGER), "for a run that can be repeated"),
};

export const scheduleOptions = {
  /** The learning rate of each update; default: always `lr`. */
  lrSchedule: option(unchecked<LrSchedule>("schedule"), "cosine, step, linear or onecycle"),
};

export const lengthOptions = {
  /** Ends after this many updates, counted across resumes. 0: the untrained model. */
  maxSteps: option(integer(0), "stop after N updates, counted across resumes"),
  /** Ends after this many epochs, counted across resumes. */
  epochs: option(integer(0), "stop after N epochs, counted across resumes"),
  /** Ends after this many validations without a lower loss. Where it is given or ended the run, the weights of the best validation are kept. */
  patience: option(integer(1), "stop after N validations without a lower loss (20 where no end is given)"),
};

const milliseconds = object({
  /** Milliseconds. */
  ms: option(number({ min: 0 }), "or milliseconds (100)"),
});

/** Updates, or milliseconds. */
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

const signal: ValueKind<Signal> = {
  type: "none",
  check(name, value) {
    if (typeof (value as AbortSignal)?.addEventListener !== "function")
      throw invalidOption(name, "an AbortSignal", value);
    return value as Signal;
  },
};

export const runOptions = {
  /** Updates, or milliseconds, from one progress to the next; default `{ ms: 100 }`. Besides, one after each epoch, one where `step()` or `pause()` leaves the run, and one for the last update. */
  progressEvery: option(interval, "steps from one progress to the next", { ms: 100 }),
  /** Called with each progress. It is not waited for; what it throws, or rejects with, ends the run. */
  onProgress: option(callback<(progress: never) => unknown>(), ""),
  /** Ends the run: `result` rejects with its reason at once. */
  signal: option(signal, ""),
  /** Trains in its own thread; default false. Functions and iterables stay on the calling thread. The results are the same. */
  worker: option(boolean, "train in a worker thread", false),
  /**
   * Workers that train together: worker i of n takes every n-th sequence of a batch, and gradients are added up. The results are those of
   * one but for rounding, and the same bits for the same number. Default 1: the thread that `worker` says.
   */
  workers: option(integer(1, maxWorkers), "threads that train together, each on a share of a batch", 1),
  /** Build of the core; default `"auto"`. */
  variant: option<VariantOption, VariantOption>(word(...variantOptions), "build of the core", "auto"),
  /** A checkpoint to continue from, with the same data. Its sizes and options hold; those that contradict it are `ERR_INVALID_OPTION`. */
  resume: option(unchecked<Uint8Array | ArrayBuffer>("file"), "a checkpoint to continue from"),
  /**
   * Called with a checkpoint after each epoch and its validation. A promise is waited for, so that files are written one after another;
   * unless `step()` is called meanwhile, by the callback itself or elsewhere: its updates are made at once.
   */
  onCheckpoint: option(callback<(bytes: Uint8Array<ArrayBuffer>) => unknown>(), ""),
};

/** Options that stay on the calling thread and in no checkpoint. */
export const callerOptions = [
  "weights",
  "resume",
  "onProgress",
  "onCheckpoint",
  "signal",
  "worker",
  "workers",
] as const;
