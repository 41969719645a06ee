/**
 * What the page asks of the worker that looks at models, and what it is told.
 */
import type { Words } from "../learning/pairs-text.js";

/** The order in which an analysis has gates and states. */
export const unitParts = ["i", "f", "g", "o", "c", "h"] as const;

/** Asks for a look at a model, and first tells what to look with. */
export interface Look {
  readonly id: number;
  /** Updates that the weights have seen. */
  readonly step: number;
  /** The weights: a model's or a checkpoint's file. Without: those kept at `step`. */
  readonly file?: Uint8Array<ArrayBuffer> | undefined;
  /** Forgets the weights of before: a new run begins. */
  readonly isNewRun: boolean;
  readonly message: Words;
  /** Inputs over which the model's habits are averaged. */
  readonly probes: readonly Words[];
  /** The state is forgotten at every symbol. */
  readonly forget: boolean;
  readonly variant: "auto" | "simd128" | "relaxed";
}

/** Gates and states of one direction of a layer, [part][t][unit] in the order of {@link unitParts}. */
export interface DirectionUnits {
  readonly name: string;
  readonly hidden: number;
  readonly values: Float32Array;
}

/** A model at one step, as the page shows it. */
export interface Analysis {
  readonly step: number;
  readonly numParameters: number;
  readonly inputSymbols: readonly string[];
  readonly outputSymbols: readonly string[];
  /** The message's symbols, what the model makes of them, and how sure it is. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly confidence: Float32Array;
  readonly directions: readonly DirectionUnits[];
  /** [symbols of the input][symbols of the output]: the mean probability; rows of symbols that no probe has are 0. */
  readonly habits: Float32Array;
  /** [t][s]: length of the gradient of the score that won at t by the input at s. */
  readonly influence: Float32Array;
}

export type Answer =
  | { readonly id: number; readonly analysis: Analysis; readonly kept: readonly number[] }
  | { readonly id: number; readonly trouble: string };
