/**
 * Types of the options that depend on what the sequences are.
 */
import type { AnySequence, GapOption } from "../../data/numeric-forms.js";
import type { SymbolSequence } from "../../data/sequence.js";
import type { InputOptions } from "./options.js";

/** Options of sequences of symbols. */
type SymbolOptions = Pick<InputOptions, "embeddingDim" | "alphabet" | "unknown" | "symbolDropout">;

/** How numbers are scaled. */
export type ScaleOption = Pick<InputOptions, "scale">;

/** Options of sequences beside their scale: those of symbols, or those of numbers. */
export type InputOptionsFor<Sequence> = [AnySequence] extends [Sequence]
  ? Omit<InputOptions, "scale">
  : [Sequence] extends [SymbolSequence]
    ? SymbolOptions
    : GapOption<Sequence>;

/** The scale of sequences of numbers. */
export type ScaleOptionFor<Sequence> = [AnySequence] extends [Sequence]
  ? ScaleOption
  : [Sequence] extends [SymbolSequence]
    ? unknown
    : ScaleOption;
