/**
 * Types of the options that depend on what the sequences are.
 */
import type { AnySequence, GapOption } from "../../data/numeric-forms.js";
import type { ScaleMethod } from "../../data/scaling.js";
import type { SymbolSequence } from "../../data/sequence.js";
import type { InputOptions } from "./options.js";

/** Options of sequences of symbols. */
type SymbolOptions = Pick<InputOptions, "embeddingDim" | "alphabet" | "unknown">;

/** How numbers are scaled. */
export interface ScaleOption {
  /** How each column is scaled, fitted on the training part; default `"standard"`: mean 0, deviation 1. */
  readonly scale?: ScaleMethod | undefined;
}

/** Options of sequences: those of symbols, or those of numbers. */
export type InputOptionsFor<Sequence> = [AnySequence] extends [Sequence]
  ? InputOptions
  : [Sequence] extends [SymbolSequence]
    ? SymbolOptions
    : ScaleOption & GapOption<Sequence>;
