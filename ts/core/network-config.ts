/**
 * The configuration of a network and of its optimizer, and their encoding for the core.
 */
import { type CellName, cellCode, type Nonlinearity } from "../model/cells.js";

/** The parts of a network: input, recurrent stack, readout, and a linear layer with its loss. */
export interface NetworkConfig {
  readonly cell: CellName;
  /** For `rnn` only; default `tanh`. */
  readonly nonlinearity?: Nonlinearity | undefined;
  readonly input:
    | { readonly kind: "tokens"; readonly vocabSize: number; readonly embeddingDim: number }
    | { readonly kind: "rows"; readonly features: number };
  /** Units per layer and direction. */
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** Dropout probability between layers. */
  readonly dropout: number;
  readonly output: {
    /** The rows that the linear layer reads. */
    readonly readout: "all";
    readonly loss: Loss;
    /** Classes. */
    readonly size: number;
  };
}

/** A loss with its options. */
export interface Loss {
  readonly kind: "crossEntropy";
}

/** The complete settings of an optimizer. */
export type OptimizerSettings =
  | {
      readonly name: "adam" | "adamw";
      readonly betas: readonly [number, number];
      readonly eps: number;
      readonly weightDecay: number;
      readonly amsgrad: boolean;
    }
  | {
      readonly name: "sgd";
      readonly momentum: number;
      readonly dampening: number;
      readonly weightDecay: number;
      readonly nesterov: boolean;
    };

/** The number of moments that an optimizer has for each weight. */
export function momentsOf(optimizer: OptimizerSettings): number {
  if (optimizer.name === "sgd") return optimizer.momentum === 0 ? 0 : 1;
  return optimizer.amsgrad ? 3 : 2;
}

/** Encodes a configuration as the block of words that the core reads (crates/rnn-core/src/model/config.rs). */
export function configWords({
  cell,
  nonlinearity,
  input,
  hiddenSize,
  numLayers,
  bidirectional,
  dropout,
  output,
}: NetworkConfig): Uint32Array {
  const words = new Uint32Array(12);
  const floats = new Float32Array(words.buffer);
  words[0] = cellCode(cell, nonlinearity);
  words.set(input.kind === "tokens" ? [0, input.vocabSize, input.embeddingDim] : [1, input.features], 1);
  words.set([hiddenSize, numLayers, bidirectional ? 2 : 1], 4);
  floats[7] = dropout;
  words[10] = output.size;
  return words;
}
