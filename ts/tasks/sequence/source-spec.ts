/**
 * What the source of a run on sequences with answers is made from: plain values, so that they can be sent to a worker.
 */
import type { ScaleMethod } from "../../data/scaling.js";
import type { ReadSequences } from "./read-sequences.js";
import type { InputScaling } from "./rows.js";

/** Sequences with the answer of each. */
export interface AnsweredSequences<Answers> extends ReadSequences {
  readonly answers: Answers;
}

/** How columns are scaled: known, or by this method, fitted on the training part. */
export interface ScalingSpec {
  readonly method: ScaleMethod;
  readonly known: InputScaling | undefined;
}

/** Replaces symbols, each with some probability, by another one. */
export interface SymbolDropout {
  readonly probability: number;
  /** The index of the symbol for unknown ones. */
  readonly unknown: number;
}

export interface SequenceSpec<Answers> {
  readonly data: AnsweredSequences<Answers>;
  /** The share of it to hold back, 0 for none, or other data. */
  readonly validation: number | AnsweredSequences<Answers>;
  readonly shuffle: boolean;
  readonly batchSize: number;
  /** Of sequences of symbols, some of which are replaced in each epoch. */
  readonly symbolDropout: SymbolDropout | undefined;
  /** Of sequences of numbers. */
  readonly scaling: ScalingSpec | undefined;
  /** Columns with a further input that says where their values are missing. */
  readonly gapColumns: readonly number[];
}
