/**
 * The options of a generator's runs, those of all tasks included, grouped as in help texts.
 */
import type { Symbols, UnknownPolicy } from "../../data/vocabulary.js";
import { invalidOption } from "../../errors/validate.js";
import { maxSize, type TaskDefaults } from "../../options/common.js";
import { type AllOf, allOf, optionGroups } from "../../options/groups.js";
import {
  boolean,
  integer,
  number,
  type OptionsOf,
  object,
  option,
  unchecked,
  type ValueKind,
  word,
} from "../../options/schema.js";
import type { GenerateProgress } from "./progress.js";
import type { ItemData, TextData } from "./training-data.js";

/** Measured on the data sets of docs/generate.md. */
export const generateDefaults = {
  cell: "lstm",
  hiddenSize: 128,
  embeddingDim: 32,
  numLayers: 1,
  bidirectional: false,
  dropout: 0,
  batchSize: 32,
  optimizer: "adamw",
  lr: 0.005,
  clipGradNorm: 1,
  weightDecay: 0.1,
  emaDecay: 0.995,
  bptt: 64,
} as const satisfies TaskDefaults & { readonly embeddingDim: number; readonly bptt: number };

/** What a run without a stopping option ends by. */
export const generateStop = { patience: 5, epochs: 100 } as const;

/** What follows a symbol is not there when it is drawn. */
const oneDirection: ValueKind<boolean> = {
  type: "none",
  check(name, value) {
    if (boolean.check(name, value))
      throw invalidOption(name, "false: symbols are drawn from the first to the last", true);
    return false;
  },
};

const directionOption = {
  /** A generator has one direction. */
  bidirectional: option<boolean, boolean>(oneDirection, ""),
};

const symbolOptions = {
  /** Size of a symbol's embedding; default 32, or as `weights` have it. */
  embeddingDim: option(integer(1, maxSize), `size of a symbol's embedding (${generateDefaults.embeddingDim})`),
  /** The symbols; default: those of the data, validation included, in order of first appearance. */
  alphabet: option(unchecked<Symbols>("symbols"), "the symbols (those in the data)"),
  /** How to encode symbols outside the alphabet: fail (default), or use one additional symbol, which is never drawn. */
  unknown: option<UnknownPolicy, UnknownPolicy>(
    word("error", "symbol"),
    "symbols outside the alphabet: an error, or one extra symbol (error)",
  ),
};

const ownDataOptions = {
  /** Running text: steps of an update, through which gradients flow. The next update starts from the last state. Default 64. */
  bptt: option(integer(1, maxSize), `running text: steps per update (${generateDefaults.bptt})`),
  /** Items: whether to shuffle them in each epoch; default true. */
  shuffle: option(boolean, "shuffle in each epoch (true; --no-shuffle)"),
  /**
   * The validation set: below 1 a share (default 0.1), from 1 on a number of symbols of the text, or of items, or data of its own. `0`: none.
   * Of running text it is the end.
   */
  validation: option(
    unchecked<number | TextData | ItemData>("numberOrFile"),
    "held-back share or count, or a file (0.1); 0: none",
  ),
};

const untilOptions = {
  /** Ends when a validation reaches all given thresholds. */
  until: option(
    object({
      /** Minimum share of symbols in the validation that are the likeliest ones, 0 … 1. */
      accuracy: option(number({ min: 0, max: 1 }), "stop at this validation accuracy"),
      /** Maximum mean loss of the validation, in nats. */
      loss: option(number({ min: 0 }), "stop at this validation loss"),
    }),
    "all of what is given",
  ),
};

/** Grouped as in help texts. */
export const generateOptionGroups = optionGroups(generateDefaults, {
  Model: { ...symbolOptions, ...directionOption },
  Data: ownDataOptions,
  Stopping: untilOptions,
});

export const generateOptions: AllOf<typeof generateOptionGroups> = allOf(generateOptionGroups);

/**
 * Options of `train` and `startTraining` for a text or items, with PyTorch's names in camelCase. Undefined values count as not given. Unknown
 * options, and options that do not apply to the data or the optimizer, throw `ERR_INVALID_OPTION`.
 */
export interface GeneratorOptions extends OptionsOf<typeof generateOptions> {
  /** Called with each progress and not awaited. An error or rejection ends the run. */
  readonly onProgress?: ((progress: GenerateProgress) => unknown) | undefined;
}
