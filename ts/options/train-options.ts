/**
 * What a run can be told: types and their documentation. What they must satisfy is settings.ts.
 */

import type { VariantOption } from "../core/variant.js";
import type { Symbols, UnknownPolicy } from "../data/vocabulary.js";
import type { PlatformClass } from "../host/platform.js";
import type { TensorSource } from "../model/state.js";
import type { PairSource } from "../tasks/tag/pairs.js";
import type { PairData } from "../tasks/tag/training-data.js";
import type { Progress } from "../training/run/progress.js";
import type { LrSchedule } from "./schedule.js";

/** What ends a run after a validation: all of what is given. */
export interface Until {
  /** Share of the validation's symbols that are right, 0 … 1. */
  readonly accuracy?: number | undefined;
  /** The validation's mean loss. */
  readonly loss?: number | undefined;
}

/**
 * Options of `train` and `startTraining`; PyTorch's names in camelCase. One that is undefined counts as not given; one that does not exist,
 * or that this data or optimizer does not have, is `ERR_INVALID_OPTION`.
 */
export interface TrainOptions {
  /** Width of the embedding; default 5, or as `weights` have it. */
  readonly embeddingDim?: number | undefined;
  /** Units of a layer in one direction; default 10. */
  readonly hiddenSize?: number | undefined;
  /** Layers; default 1. */
  readonly numLayers?: number | undefined;
  /** Reads in both directions; default false. */
  readonly bidirectional?: boolean | undefined;
  /** Share of a layer's outputs that an update drops, between layers; 0 ≤ p < 1, default 0. */
  readonly dropout?: number | undefined;
  /** Symbols of the inputs; default: those of all pairs, validation included, in order of first appearance; a cipher's own. */
  readonly alphabet?: Symbols | undefined;
  /** Symbols of the targets; default as `alphabet`'s. */
  readonly outputAlphabet?: Symbols | undefined;
  /** What an input's symbol that the alphabet lacks is: an error (default), or one more symbol that stands for all of them. */
  readonly unknown?: UnknownPolicy | undefined;
  /** Weights to start from: a file, or a state dict. Sizes and alphabets that are not given are the file's. No weights are drawn then. */
  readonly weights?:
    | Uint8Array
    | ArrayBuffer
    | ReadonlyMap<string, TensorSource>
    | Readonly<Record<string, TensorSource>>
    | undefined;

  /** Sequences of an update; default 1. */
  readonly batchSize?: number | undefined;
  /** Ciphers: letters of a message; default 32. */
  readonly messageLength?: number | undefined;
  /** Ciphers: updates of an epoch; default 128. Streams of pairs: an epoch ends after as many, not with the stream. */
  readonly stepsPerEpoch?: number | undefined;
  /** Pairs: a new order for each epoch; default true. */
  readonly shuffle?: boolean | undefined;
  /**
   * What is held back. Pairs: a share of them, 0 … 1, default 0.1, or pairs of their own. A cipher: the number of fresh messages after each
   * epoch, default 128. `0`: none.
   */
  readonly validation?: number | PairSource | PairData | undefined;
  /** For a run that can be repeated: PyTorch's `manual_seed`. Default: a draw of the generator that `manualSeed` seeds. */
  readonly seed?: number | undefined;

  /** Default `"adam"`. */
  readonly optimizer?: "adam" | "adamw" | "sgd" | undefined;
  /** Learning rate; default 0.001. */
  readonly lr?: number | undefined;
  /** Adam, AdamW: default [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Adam, AdamW: default 1e-8. */
  readonly eps?: number | undefined;
  /** Default 0; AdamW 0.01. */
  readonly weightDecay?: number | undefined;
  /** Adam, AdamW: default false. */
  readonly amsgrad?: boolean | undefined;
  /** SGD: default 0. */
  readonly momentum?: number | undefined;
  /** SGD: default 0. */
  readonly dampening?: number | undefined;
  /** SGD: default false. */
  readonly nesterov?: boolean | undefined;
  /** Gradients whose norm is larger are scaled down to it. */
  readonly clipGradNorm?: number | undefined;
  /** The learning rate of each update; default: always `lr`. */
  readonly lrSchedule?: LrSchedule | undefined;

  /** Ends after so many updates, counted from the first run's start. 0: the untrained model. */
  readonly maxSteps?: number | undefined;
  /** Ends after so many epochs, counted from the first run's start. */
  readonly epochs?: number | undefined;
  /**
   * Ends when a validation is as good. Where a share of less than ten pairs is held back, this and `patience` go by all pairs, those that
   * are trained on too. With none of `maxSteps`, `epochs`, `until`, `patience`: accuracy 1, or a patience of 20.
   */
  readonly until?: Until | undefined;
  /** Ends after so many validations without a lower loss. Where it is given or ended the run, the weights of the best validation are kept. */
  readonly patience?: number | undefined;

  /** Updates, or milliseconds, from one progress to the next; default `{ ms: 100 }`. Besides, one after each epoch, one where `step()` or `pause()` leaves the run, and one for the last update. */
  readonly progressEvery?:
    | number
    | {
        /** Milliseconds. */
        readonly ms: number;
      }
    | undefined;
  /** Called with each progress. It is not waited for; what it throws, or rejects with, ends the run. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /** Ends the run: `result` rejects with its reason at once. */
  readonly signal?: PlatformClass<"AbortSignal"> | undefined;
  /** Trains in a thread of its own; default false. Functions and iterables stay on the calling thread. The results are the same. */
  readonly worker?: boolean | undefined;
  /**
   * Workers that train together: each takes every so-manyth sequence of a batch on a thread of its own, and gradients are added up. The results
   * are those of one but for rounding, and the same bits for the same number. Default 1: the thread that `worker` says.
   */
  readonly workers?: number | undefined;
  /** Build of the core; default `"auto"`. */
  readonly variant?: VariantOption | undefined;

  /** A checkpoint to go on from, with the same data. Its sizes and options hold; those that contradict it are `ERR_INVALID_OPTION`. */
  readonly resume?: Uint8Array | ArrayBuffer | undefined;
  /** Called with a checkpoint after each epoch and its validation. A promise is waited for, so that files are written one after another. */
  readonly onCheckpoint?: ((bytes: Uint8Array<ArrayBuffer>) => unknown) | undefined;
}
