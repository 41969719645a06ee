/**
 * The configuration of a network and of its optimizer, and their encoding for the core.
 */
import { type CellName, cellCode, cells, type Nonlinearity } from "../model/cells.js";

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
    readonly readout: Readout;
    readonly loss: Loss;
    /** The number of outputs of the linear layer: classes, or numbers; `gaussian` has a mean and a variance for each number. */
    readonly size: number;
  };
  /** Whether each update starts with the final state of the previous one; for one direction only. Default false. */
  readonly carry?: boolean | undefined;
}

/**
 * The input of the linear layer: every row, or for each sequence the last state of each direction, or the mean or maximum over its steps.
 */
export type Readout = "all" | "last" | "mean" | "max";

/** A loss with its options. Smoothing and class weights apply to training only, not to evaluation. */
export type Loss =
  | {
      readonly kind: "crossEntropy";
      /** Default 0. */
      readonly labelSmoothing?: number | undefined;
      /** One weight per class; the mean of a batch is Σ w·l / Σ w. */
      readonly classWeights?: readonly number[] | undefined;
    }
  | { readonly kind: "mse" | "mae" | "gaussian" }
  | { readonly kind: "huber"; readonly delta: number };

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

/** The number of moments of an optimizer per weight. */
export function momentsOf(optimizer: OptimizerSettings): number {
  if (optimizer.name === "sgd") return optimizer.momentum === 0 ? 0 : 1;
  return optimizer.amsgrad ? 3 : 2;
}

/** The number of elements of a target: one class, or the numbers to predict. */
export function targetWidthOf({ loss, size }: NetworkConfig["output"]): number {
  if (loss.kind === "crossEntropy") return 1;
  return loss.kind === "gaussian" ? size / 2 : size;
}

/** The class weights, if the loss has any. */
export function classWeightsOf({ output: { loss } }: NetworkConfig): readonly number[] | undefined {
  return loss.kind === "crossEntropy" ? loss.classWeights : undefined;
}

/** The number of floats in the state of one sequence, in one direction. */
export const stateLength = ({
  cell,
  numLayers,
  hiddenSize,
}: Pick<NetworkConfig, "cell" | "numLayers" | "hiddenSize">): number =>
  cells[cell].states.length * numLayers * hiddenSize;

/** Encodes a configuration as the block of words that the core reads (crates/rnn-core/src/model/config.rs). */
export function configWords(config: NetworkConfig): Uint32Array {
  const { cell, nonlinearity, input, hiddenSize, numLayers, bidirectional, dropout, output } = config;
  const { readout, loss, size } = output;
  const words = new Uint32Array(13);
  const floats = new Float32Array(words.buffer);
  words[0] = cellCode(cell, nonlinearity);
  words.set(input.kind === "tokens" ? [0, input.vocabSize, input.embeddingDim] : [1, input.features], 1);
  words.set([hiddenSize, numLayers, bidirectional ? 2 : 1], 4);
  floats[7] = dropout;
  words[8] = { all: 0, last: 1, mean: 2, max: 3 }[readout];
  words[9] = classWeightsOf(config) ? 1 : { crossEntropy: 0, mse: 2, mae: 3, huber: 4, gaussian: 5 }[loss.kind];
  words[10] = size;
  if (loss.kind === "crossEntropy") floats[11] = loss.labelSmoothing ?? 0;
  if (loss.kind === "huber") floats[11] = loss.delta;
  words[12] = config.carry ? 1 : 0;
  return words;
}
