/**
 * The sizes of a model, and the parameters that follow from them: PyTorch's names and shapes, in the order of its state dict.
 */
import type { NetworkConfig } from "../core/network-config.js";
import { type CellName, cells, type Nonlinearity } from "./cells.js";

/** The configuration of every model. */
export interface ModelConfig {
  /** The recurrent cell. */
  readonly cell: CellName;
  /** The nonlinearity of an Elman cell. */
  readonly nonlinearity?: Nonlinearity | undefined;
  /** Units per layer and direction. */
  readonly hiddenSize: number;
  /** The number of stacked layers. */
  readonly numLayers: number;
  /** Whether the layers also read backwards. */
  readonly bidirectional: boolean;
  /** Dropout probability between layers. */
  readonly dropout: number;
}

/** The part of a configuration that the shapes of the weights determine. */
export interface NetworkShape extends ModelConfig {
  readonly input: NetworkConfig["input"];
  readonly output: { readonly size: number };
}

/** A parameter and its position in the flat array of all parameters. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** All parameters of a network. Gate rows are in PyTorch's order. */
export function parametersOf({ cell, input, hiddenSize, numLayers, bidirectional, output }: NetworkShape): Parameter[] {
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const rows = cells[cell].gates.length * hiddenSize;
  const parameters: Parameter[] = [];
  let start = 0;
  const add = (name: string, ...shape: number[]) => {
    const end = start + shape.reduce((a, b) => a * b);
    parameters.push({ name, shape, start, end });
    start = end;
  };
  if (input.kind === "tokens") add("embedding.weight", input.vocabSize, input.embeddingDim);
  for (let layer = 0; layer < numLayers; layer++) {
    for (const suffix of suffixesOf(layer, bidirectional)) {
      add(`${cell}.weight_ih${suffix}`, rows, layer === 0 ? widthOf(input) : width);
      add(`${cell}.weight_hh${suffix}`, rows, hiddenSize);
      add(`${cell}.bias_ih${suffix}`, rows);
      add(`${cell}.bias_hh${suffix}`, rows);
    }
  }
  add("linear.weight", output.size, width);
  add("linear.bias", output.size);
  return parameters;
}

/** PyTorch's suffixes of a layer's weights, one per direction. */
export const suffixesOf = (layer: number, bidirectional: boolean): string[] =>
  bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`];

/** The input width of the first layer. */
export const widthOf = (input: NetworkConfig["input"]): number =>
  input.kind === "tokens" ? input.embeddingDim : input.features;

/**
 * The number of rows per batch of inference and validation: enough for the kernels to be fast, and few enough (about 10⁸ multiplications,
 * a few MB) to yield to the event loop in between. It depends only on the sizes, so that results are reproducible.
 */
export function rowsAtOnce({ cell, input, hiddenSize, numLayers, bidirectional, output }: NetworkShape): number {
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const gates = cells[cell].gates.length;
  const products =
    gates * width * (widthOf(input) + hiddenSize + (numLayers - 1) * (width + hiddenSize)) + width * output.size;
  return Math.min(4096, Math.max(32, Math.ceil(1e8 / products)));
}
