/**
 * The options of a run of a tagger: those of all tasks, and its own. In the groups in which help texts show them.
 */
import type { Symbols, UnknownPolicy } from "../../data/vocabulary.js";
import {
  dataOptions,
  lengthOptions,
  maxSize,
  modelOptions,
  runOptions,
  scheduleOptions,
} from "../../options/common.js";
import { optimizerOptions } from "../../options/optimizer.js";
import {
  boolean,
  integer,
  number,
  type OptionSchema,
  type OptionsOf,
  object,
  option,
  unchecked,
  word,
} from "../../options/schema.js";
import type { TagProgress } from "./progress.js";
import type { PairData, PairSource } from "./training-data.js";

const symbolOptions = {
  /** Width of the embedding; default 5, or as `weights` have it. */
  embeddingDim: option(integer(1, maxSize), "size of a symbol's embedding (5)"),
  /** Symbols of the inputs; default: those of all pairs, validation included, in order of first appearance; a cipher's own. */
  alphabet: option(
    unchecked<Symbols>("symbols"),
    "the symbols (a cipher's: A to Z and -; of pairs: those that they have)",
  ),
  /** Symbols of the targets; default as `alphabet`'s. */
  outputAlphabet: option(unchecked<Symbols>("symbols"), "the symbols of the targets (what the pairs have)"),
  /** What an input's symbol that the alphabet lacks is: an error (default), or one more symbol that stands for all of them. */
  unknown: option<UnknownPolicy, UnknownPolicy>(
    word("error", "symbol"),
    "what a symbol outside the alphabet is (error)",
  ),
};

const ownDataOptions = {
  /** Ciphers: letters of a message; default 32. */
  messageLength: option(integer(1, maxSize), "cipher: letters of a message (32)"),
  /** Ciphers: updates of an epoch; default 128. Streams of pairs: an epoch ends after as many, not with the stream. */
  stepsPerEpoch: option(integer(1), "cipher: updates of an epoch (128)"),
  /** Pairs: a new order for each epoch; default true. */
  shuffle: option(boolean, "pairs: a new order for each epoch, unless --no-shuffle"),
  /**
   * What is held back. Pairs: a share of them, 0 … 1, default 0.1, or other pairs. A cipher: the number of fresh messages after each epoch,
   * default 128. `0`: none.
   */
  validation: option(
    unchecked<number | PairSource | PairData>("numberOrFile"),
    "pairs: a share (0.1) or a file; cipher: messages (128); 0: none",
  ),
};

const untilOptions = {
  /**
   * Ends when a validation is as good. Where a share of less than ten pairs is held back, this and `patience` go by all pairs, those that
   * are trained on too. With none of `maxSteps`, `epochs`, `until`, `patience`: accuracy 1, or a patience of 20.
   */
  until: option(
    object({
      /** Share of the validation's symbols that are right, 0 … 1. */
      accuracy: option(number({ min: 0, max: 1 }), "this validation accuracy (1 where no end is given)"),
      /** The validation's mean loss. */
      loss: option(number({ min: 0 }), "this validation loss"),
    }),
    "all of what is given",
  ),
};

/** As help texts group them. */
export const tagOptionGroups = {
  Model: { ...symbolOptions, ...modelOptions },
  Data: { ...dataOptions, ...ownDataOptions },
  Optimizer: optimizerOptions,
  "Learning rate over the updates": scheduleOptions,
  "What ends the run": { ...lengthOptions, ...untilOptions },
  "The run": runOptions,
} satisfies Record<string, OptionSchema>;

export const tagOptions = {
  ...symbolOptions,
  ...modelOptions,
  ...dataOptions,
  ...ownDataOptions,
  ...optimizerOptions,
  ...scheduleOptions,
  ...lengthOptions,
  ...untilOptions,
  ...runOptions,
};

/** What ends a run after a validation: all of what is given. */
export type Until = NonNullable<OptionsOf<typeof untilOptions>["until"]>;

/**
 * Options of `train` and `startTraining` for a cipher, a data set or pairs; PyTorch's names in camelCase. One that is undefined counts as not
 * given; one that does not exist, or that this data or optimizer does not have, is `ERR_INVALID_OPTION`.
 */
export interface TaggerOptions extends OptionsOf<typeof tagOptions> {
  /** Called with each progress. It is not waited for; what it throws, or rejects with, ends the run. */
  readonly onProgress?: ((progress: TagProgress) => unknown) | undefined;
}
