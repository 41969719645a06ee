/**
 * The sizes of a model, and the parameters that follow from them: PyTorch's names and shapes, in the order of its state dict.
 */
import type { NetworkConfig } from "../core/network.js";
import { type CellName, cells, type Nonlinearity } from "./cells.js";

/** What models of every task are made of. */
export interface ModelConfig {
  /** The recurrent cell. */
  readonly cell: CellName;
  /** Of an Elman cell: what it applies to its sum. */
  readonly nonlinearity?: Nonlinearity | undefined;
  /** Units of a layer in one direction. */
  readonly hiddenSize: number;
  /** Layers, each of which reads the one below. */
  readonly numLayers: number;
  /** Whether a second direction reads from the end. */
  readonly bidirectional: boolean;
  /** Share of a layer's outputs that training drops, between layers only. */
  readonly dropout: number;
}

/** What follows from the shapes of a network's weights. */
export interface NetworkShape extends ModelConfig {
  readonly input: NetworkConfig["input"];
  readonly output: { readonly size: number };
}

/** A parameter, and where it lies among all of them as one flat array. */
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

/** What PyTorch appends to the names of a layer's weights, for each direction. */
export const suffixesOf = (layer: number, bidirectional: boolean): string[] =>
  bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`];

/** Numbers that the first layer reads at each step. */
export const widthOf = (input: NetworkConfig["input"]): number =>
  input.kind === "tokens" ? input.embeddingDim : input.features;

/** Numbers of a state, between two steps of one sequence. */
export const stateLength = ({ cell, numLayers, hiddenSize }: ModelConfig): number =>
  cells[cell].states.length * numLayers * hiddenSize;

/**
 * Rows that one inference or validation takes at once. Enough to fill the machine's registers, and little enough that the event loop
 * gets its turn: about 10⁸ multiplications, in memory of a few MB. It depends on nothing but the sizes, so that results do neither.
 */
export function rowsAtOnce({ cell, input, hiddenSize, numLayers, bidirectional, output }: NetworkShape): number {
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const gates = cells[cell].gates.length;
  const products =
    gates * width * (widthOf(input) + hiddenSize + (numLayers - 1) * (width + hiddenSize)) + width * output.size;
  return Math.min(4096, Math.max(32, Math.ceil(1e8 / products)));
}
