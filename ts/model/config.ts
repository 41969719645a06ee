/**
 * The sizes of a model, and the parameters that follow from them: PyTorch's names and shapes, in the order of its state dict.
 */
import type { NetworkConfig } from "../core/network.js";

/** The sizes of a model: Embedding(vocabSize, embeddingDim) → LSTM(embeddingDim, hiddenSize, …) → Linear(…, numClasses). */
export interface ModelConfig {
  /** Symbols of the input. */
  readonly vocabSize: number;
  /** Symbols of the output. */
  readonly numClasses: number;
  /** Size of a symbol's embedding. */
  readonly embeddingDim: number;
  /** Units of a layer in one direction. */
  readonly hiddenSize: number;
  /** Layers, each of which reads the one below. */
  readonly numLayers: number;
  /** Whether a second direction reads from the end. */
  readonly bidirectional: boolean;
  /** Share of a layer's outputs that training drops, between layers only. */
  readonly dropout: number;
}

/** The network of such a model. */
export function networkOf(config: ModelConfig): NetworkConfig {
  const { vocabSize, numClasses, embeddingDim, hiddenSize, numLayers, bidirectional, dropout } = config;
  return {
    cell: "lstm",
    input: { kind: "tokens", vocabSize, embeddingDim },
    hiddenSize,
    numLayers,
    bidirectional,
    dropout,
    output: { readout: "all", loss: { kind: "crossEntropy" }, size: numClasses },
  };
}

/** A parameter, and where it lies among all of them as one flat array. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** All parameters of a model. Gate rows are in PyTorch's order i, f, g, o. */
export function parametersOf(config: ModelConfig): Parameter[] {
  const { vocabSize, numClasses, embeddingDim, hiddenSize, numLayers, bidirectional } = config;
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const gates = 4 * hiddenSize;
  const parameters: Parameter[] = [];
  let start = 0;
  const add = (name: string, ...shape: number[]) => {
    const end = start + shape.reduce((a, b) => a * b);
    parameters.push({ name, shape, start, end });
    start = end;
  };
  add("embedding.weight", vocabSize, embeddingDim);
  for (let layer = 0; layer < numLayers; layer++) {
    for (const direction of bidirectional ? ["", "_reverse"] : [""]) {
      const suffix = `_l${layer}${direction}`;
      add(`lstm.weight_ih${suffix}`, gates, layer === 0 ? embeddingDim : width);
      add(`lstm.weight_hh${suffix}`, gates, hiddenSize);
      add(`lstm.bias_ih${suffix}`, gates);
      add(`lstm.bias_hh${suffix}`, gates);
    }
  }
  add("linear.weight", numClasses, width);
  add("linear.bias", numClasses);
  return parameters;
}

/**
 * Symbols that one inference or validation takes at once. Enough to fill the machine's registers, and little enough that the event loop
 * gets its turn: about 10⁸ multiplications, in memory of a few MB. It depends on nothing but the sizes, so that results do neither.
 */
export function rowsAtOnce(config: ModelConfig): number {
  const { numClasses, embeddingDim, hiddenSize, numLayers, bidirectional } = config;
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const products =
    4 * width * (embeddingDim + hiddenSize + (numLayers - 1) * (width + hiddenSize)) + width * numClasses;
  return Math.min(4096, Math.max(32, Math.ceil(1e8 / products)));
}
