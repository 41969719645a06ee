/**
 * The options of a tagger's runs, those of all tasks included, grouped as in help texts.
 */
import type { Symbols, UnknownPolicy } from "../../data/vocabulary.js";
import { defaultCell } from "../../model/cells.js";
import { maxSize, type TaskDefaults } from "../../options/common.js";
import { type AllOf, allOf, optionGroups } from "../../options/groups.js";
import { boolean, integer, number, type OptionsOf, object, option, unchecked, word } from "../../options/schema.js";
import type { TagProgress } from "./progress.js";
import type { PairData, PairSource } from "./training-data.js";

const symbolOptions = {
  /** Width of the embedding; default 5, or as `weights` have it. */
  embeddingDim: option(integer(1, maxSize), "size of a symbol's embedding (5)"),
  /** Input symbols; default: those of the cipher, or of all pairs, validation included, in order of first appearance. */
  alphabet: option(
    unchecked<Symbols>("symbols"),
    "the symbols (a cipher's: A to Z and -; of pairs: those that they have)",
  ),
  /** Output symbols; default as for `alphabet`. */
  outputAlphabet: option(unchecked<Symbols>("symbols"), "the symbols of the targets (those in the data)"),
  /** How to encode input symbols outside the alphabet: fail (default), or use one additional symbol for all of them. */
  unknown: option<UnknownPolicy, UnknownPolicy>(
    word("error", "symbol"),
    "symbols outside the alphabet: an error, or one extra symbol (error)",
  ),
};

const ownDataOptions = {
  /** Ciphers: letters per message; default 32. */
  messageLength: option(integer(1, maxSize), "cipher: letters per message (32)"),
  /** Ciphers: updates per epoch; default 128. Streams of pairs: ends an epoch after this many updates instead of at the end of the stream. */
  stepsPerEpoch: option(integer(1), "cipher: updates per epoch (128)"),
  /** Pairs: whether to shuffle them in each epoch; default true. */
  shuffle: option(boolean, "shuffle in each epoch (true; --no-shuffle)"),
  /**
   * The validation set. Pairs: below 1 a share (default 0.1), from 1 on a number of pairs, or other pairs. Ciphers: the number of new messages after each
   * epoch, default 128. `0`: none.
   */
  validation: option(
    unchecked<number | PairSource | PairData>("numberOrFile"),
    "held-back share or count, or a file (0.1; cipher: 128 messages); 0: none",
  ),
};

const untilOptions = {
  /**
   * Ends when a validation reaches all given thresholds. If fewer than ten pairs are held back, this and `patience` use the scores of all
   * pairs, including those for training. Without `maxSteps`, `epochs`, `until` and `patience`: accuracy 1, or a patience of 20.
   */
  until: option(
    object({
      /** Minimum share of correct symbols in the validation, 0 … 1. */
      accuracy: option(number({ min: 0, max: 1 }), "stop at this validation accuracy (1 without other criteria)"),
      /** Maximum mean loss of the validation. */
      loss: option(number({ min: 0 }), "stop at this validation loss"),
    }),
    "all of what is given",
  ),
};

/** The tutorial's values. */
export const tagDefaults: TaskDefaults = {
  cell: defaultCell,
  hiddenSize: 10,
  numLayers: 1,
  bidirectional: false,
  dropout: 0,
  batchSize: 1,
  optimizer: "adam",
  lr: 0.001,
};

/** What ends a run whose options name no end. */
export const tagStop = { until: { accuracy: 1 }, patience: 20 } as const;

/** Grouped as in help texts. */
export const tagOptionGroups = optionGroups(tagDefaults, {
  Model: symbolOptions,
  Data: ownDataOptions,
  Stopping: untilOptions,
});

export const tagOptions: AllOf<typeof tagOptionGroups> = allOf(tagOptionGroups);

/**
 * Thresholds of a validation that end a run when all given ones are reached.
 * @interface
 */
export type Until = NonNullable<OptionsOf<typeof untilOptions>["until"]>;

/**
 * Options of `train` and `startTraining` for a cipher, a data set or pairs, with PyTorch's names in camelCase. Undefined values count as not
 * given. Unknown options, and options that do not apply to the data or the optimizer, throw `ERR_INVALID_OPTION`.
 */
export interface TaggerOptions extends OptionsOf<typeof tagOptions> {
  /** Called with each progress and not awaited. An error or rejection ends the run. */
  readonly onProgress?: ((progress: TagProgress) => unknown) | undefined;
}
