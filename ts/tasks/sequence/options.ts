/**
 * The options that runs on sequences with an answer each have in common, beside those of all tasks.
 */
import type { MissingPolicy } from "../../data/read-table.js";
import { type ScaleMethod, scaleMethods } from "../../data/scaling.js";
import type { Symbols, UnknownPolicy } from "../../data/vocabulary.js";
import { maxSize, type TaskDefaults } from "../../options/common.js";
import { type OptionGroups, optionGroups } from "../../options/groups.js";
import {
  boolean,
  integer,
  number,
  type OptionSchema,
  type OptionsOf,
  option,
  unchecked,
  word,
} from "../../options/schema.js";

/** Defaults that these tasks share, chosen on the data sets of docs/classify.md. */
export const sequenceDefaults = {
  cell: "lstm",
  hiddenSize: 64,
  embeddingDim: 128,
  numLayers: 1,
  bidirectional: false,
  dropout: 0,
  batchSize: 16,
  lr: 0.003,
  clipGradNorm: 1,
  emaDecay: 0.9995,
} as const satisfies Omit<TaskDefaults, "optimizer"> & { readonly embeddingDim: number };

/** A wide embedding of a few symbols makes a network more accurate at little cost; one of many words would be most of the network. */
export const embeddingDimFor = (symbols: number): number =>
  Math.max(16, Math.min(sequenceDefaults.embeddingDim, Math.floor(65_536 / symbols)));

/** What ends a run whose options name no end; a classifier's has a `minDelta` besides. */
export const sequenceStop = { patience: 20, epochs: 150 } as const;

/**
 * What the linear layer reads of a sequence.
 * @inline
 */
export type SequenceReadout = "last" | "mean" | "max";

export const readouts = ["last", "mean", "max"] as const satisfies readonly SequenceReadout[];

const inputOptions = {
  /**
   * Symbols: width of the embedding; default 128, and with more than 512 symbols 65,536 divided by their number, but at least 16; or as
   * `weights` have it.
   */
  embeddingDim: option(integer(1, maxSize), `size of a symbol's embedding (${sequenceDefaults.embeddingDim})`),
  /** Symbols of the sequences; default: those of all sequences, validation included, in order of first appearance. */
  alphabet: option(unchecked<Symbols>("symbols"), "the symbols (those in the data)"),
  /** How to encode symbols outside the alphabet: fail (default), or use one additional symbol for all of them. */
  unknown: option<UnknownPolicy, UnknownPolicy | undefined>(
    word("error", "symbol"),
    "symbols outside the alphabet: an error, or one extra symbol (error)",
  ),
  /**
   * Symbols: in each epoch, replaces each symbol with this probability, 0 ≤ p < 1, by the one for unknown symbols; default 0. The model then
   * relies less on single symbols, and has `unknown: "symbol"`.
   */
  symbolDropout: option(number({ min: 0, below: 1 }), "symbols: share replaced by the extra symbol in training (0)"),
  /** Numbers: how each column is scaled, fitted on the training part; default `"standard"`: mean 0, deviation 1. */
  scale: option<ScaleMethod, ScaleMethod | undefined>(
    word(...scaleMethods),
    "numbers: how columns are scaled (standard)",
  ),
  /** Numbers: a missing one is an error (default), or repeats the last one and adds an input that marks it. */
  missing: option<MissingPolicy, MissingPolicy | undefined>(
    word("error", "carry"),
    "missing numbers: an error, or the last value (error)",
  ),
};

/**
 * Options by the content of sequences: `embeddingDim`, `alphabet`, `unknown` and `symbolDropout` of symbols, `scale` and `missing` of numbers.
 * @interface
 */
export type InputOptions = OptionsOf<typeof inputOptions>;

const readoutOption = {
  /** What the output layer reads: the last step's state (default; of both directions the end of each), or the mean or maximum over all steps. */
  readout: option<SequenceReadout, SequenceReadout | undefined>(
    word(...readouts),
    "what the output layer reads: the last state, or the mean or max of all (last)",
  ),
};

/** Options of how sequences are trained on and held back. */
const splitOptions = {
  /** Whether to shuffle the sequences in each epoch; default true. */
  shuffle: option(boolean, "shuffle in each epoch (true; --no-shuffle)", true),
  /**
   * The validation set: below 1 the share to hold back (default 0.1), from 1 on the number of sequences, or data of its own. `0`: none.
   */
  validation: option(unchecked<unknown>("numberOrFile"), "held-back share or count, or a file (0.1); 0: none"),
};

/** Options of one of these tasks. */
interface OwnOptions {
  readonly Data: OptionSchema;
  readonly Stopping: OptionSchema;
}

/** The groups of one of these tasks. */
export type SequenceOptionGroups<Own extends OwnOptions> = OptionGroups<{
  readonly Model: typeof inputOptions & typeof readoutOption;
  readonly Data: typeof splitOptions & Own["Data"];
  readonly Stopping: Own["Stopping"];
}>;

export const sequenceOptionGroups = <Own extends OwnOptions>(
  defaults: TaskDefaults,
  { Data, Stopping }: Own,
): SequenceOptionGroups<Own> =>
  optionGroups(defaults, {
    Model: { ...inputOptions, ...readoutOption },
    Data: { ...splitOptions, ...Data },
    Stopping,
  });

/** The number of training examples held back, as a share; or data of its own. */
export const defaultValidation = 0.1;
