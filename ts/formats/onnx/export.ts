/**
 * A network as an ONNX graph: tokens [T, B] → Gather, or numbers [T, B, F] → recurrent layers → the task's head.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { cells } from "../../model/cells.js";
import { suffixesOf, widthOf } from "../../model/config.js";
import { attribute, elementTypes, OnnxGraph } from "./graph.js";
import { join } from "./protobuf.js";

/** A network's configuration and weights. */
export interface NetworkWeights {
  readonly config: NetworkConfig;
  /** Weights under PyTorch's names, gate rows in PyTorch's order. */
  readonly weight: (name: string) => Float32Array;
}

/** How a task exports its models. */
export interface OnnxExport<Model> {
  network(model: Model): NetworkConfig;
  /** Metadata of the file. */
  metadata(model: Model): Readonly<Record<string, string>>;
  /**
   * Adds the inputs.
   * @returns the name of the recurrent layers' input, [T, B, width]; default {@link tokensInput}
   */
  input?(graph: OnnxGraph, network: NetworkWeights, model: Model): string;
  /** Whether sequences of a batch have lengths, which are then the input `lengths`, int64 [B]. */
  readonly hasLengths?: boolean;
  /** Whether states are inputs and outputs: `h_0` and `h_n`, float32 [L, B, H], of a cell with a second state also `c_0` and `c_n`. For one direction. */
  readonly hasState?: boolean;
  /** Adds the nodes after the recurrent layers. */
  head(graph: OnnxGraph, hidden: LayerOutput, network: NetworkWeights, model: Model): void;
}

/** The names of a recurrent layer's outputs. */
export interface LayerOutput {
  /** [T, B, D·H] */
  readonly rows: string;
  /** The final hidden state of each direction, [D, B, H]. */
  readonly last: string;
  /** The lengths, int64 [B], if there are. */
  readonly lengths: string | undefined;
}

/** The members of models that the export uses. */
export interface ExportedModel {
  readonly task: string;
  stateDict(): ReadonlyMap<string, { data(): Float32Array }>;
}

/**
 * Writes a model as an ONNX file with the inputs of its task (by default `tokens`, int64 [T, B]) and the outputs of its head. T and B are
 * dynamic.
 * @param version of this package, for the file's producer field
 */
export function onnxOf<Model extends ExportedModel>(
  model: Model,
  { network, metadata, input = tokensInput, hasLengths = false, hasState = false, head }: OnnxExport<Model>,
  version: string,
): Uint8Array<ArrayBuffer> {
  const weights = model.stateDict();
  const spec: NetworkWeights = {
    config: network(model),
    weight: (name) => (weights.get(name) as { data(): Float32Array }).data(),
  };
  const graph = new OnnxGraph();
  const rows = input(graph, spec, model);
  const lengths = hasLengths ? graph.inputIntegers("lengths", ["B"]) : undefined;
  const steps = lengths && graph.node("Cast", [lengths], "steps", [attribute("to", elementTypes.int32)]);
  const states = hasState ? cells[spec.config.cell].states.map((name) => new OnnxState(graph, name, spec.config)) : [];
  let output: LayerOutput = { rows, last: "", lengths };
  for (let layer = 0; layer < spec.config.numLayers; layer++)
    output = { ...recurrent(graph, output.rows, layer, spec, steps, states), lengths };
  for (const state of states) state.end();
  head(graph, output, spec, model);
  return graph.toFile(`${spec.config.cell}_${model.task}`, "rnn-wasm", version, metadata(model));
}

/** A state of all layers, from the graph's input to its output. */
class OnnxState {
  readonly #graph: OnnxGraph;
  readonly #name: string;
  readonly #shape: readonly (number | string)[];
  readonly #last: string[] = [];

  constructor(graph: OnnxGraph, name: string, { numLayers, hiddenSize }: NetworkConfig) {
    this.#graph = graph;
    this.#name = name;
    this.#shape = [numLayers, "B", hiddenSize];
    graph.inputFloats(`${name}_0`, this.#shape);
  }

  /** The initial state of a layer, [1, B, H]. @returns its name */
  initial(layer: number): string {
    const [starts, ends, axes] = [layer, layer + 1, 0].map((value, i) =>
      this.#graph.integers(`${this.#name}.${layer}.${["start", "end", "axis"][i]}`, [value]),
    ) as [string, string, string];
    return this.#graph.node("Slice", [`${this.#name}_0`, starts, ends, axes], `${this.#name}.${layer}.initial`);
  }

  /** Takes note of the final state of a layer. @returns its name */
  final(layer: number): string {
    this.#last.push(`${this.#name}.${layer}.final`);
    return this.#last.at(-1) as string;
  }

  /** Adds the output. */
  end(): void {
    this.#graph.node("Concat", this.#last, `${this.#name}_n`, [attribute("axis", 0)]);
    this.#graph.outputFloats(`${this.#name}_n`, this.#shape);
  }
}

/** Adds the input `tokens`, int64 [T, B], and their embedding. */
export function tokensInput(graph: OnnxGraph, { config: { input }, weight }: NetworkWeights): string {
  if (input.kind === "rows") return graph.inputFloats("values", ["T", "B", input.features]);
  const tokens = graph.inputIntegers("tokens", ["T", "B"]);
  const shape = [input.vocabSize, input.embeddingDim];
  const table = graph.floats("embedding.weight", shape, weight("embedding.weight"));
  return graph.node("Gather", [table, tokens], "embedded");
}

/**
 * Adds one recurrent layer.
 * @param input name of its input, [T, B, width]
 * @param steps name of the lengths of the sequences, int32 [B]
 * @param carried h, and c if the cell has one, if they are the graph's inputs and outputs
 */
function recurrent(
  graph: OnnxGraph,
  input: string,
  layer: number,
  { config, weight }: NetworkWeights,
  steps: string | undefined,
  carried: readonly OnnxState[],
): Omit<LayerOutput, "lengths"> {
  const { cell, nonlinearity, hiddenSize, bidirectional } = config;
  const { gates, onnx } = cells[cell];
  const suffixes = suffixesOf(layer, bidirectional);
  const rows = onnx.gates.length * hiddenSize;
  const width = layer === 0 ? widthOf(config.input) : hiddenSize * suffixes.length;
  const name = `${cell}.${layer}`;
  const constant = (kind: string, parts: readonly string[], ...shape: number[]) => {
    const blocks = suffixes.flatMap((suffix) =>
      parts.flatMap((part) => gateBlocks(weight(`${cell}.${part}${suffix}`), gates.length, onnx.gates)),
    );
    return graph.floats(`${name}.${kind}`, [suffixes.length, ...shape], concatenate(blocks));
  };
  const inputs = [
    input,
    constant("W", ["weight_ih"], rows, width),
    constant("R", ["weight_hh"], rows, hiddenSize),
    constant("B", ["bias_ih", "bias_hh"], 2 * rows),
    ...(steps === undefined && carried.length === 0 ? [] : [steps ?? ""]),
    ...carried.map((state) => state.initial(layer)),
  ];
  const attributes = [
    attribute("direction", bidirectional ? "bidirectional" : "forward"),
    attribute("hidden_size", hiddenSize),
    ...Object.entries(onnx.attributes?.(suffixes.length, nonlinearity) ?? {}).map(([key, value]) =>
      attribute(key, value),
    ),
  ];
  // The states are [T, D, B, H]. The `layout` attribute would give [T, B, D·H] at once, but ONNX Runtime's CPU provider rejects it.
  const [last = `${name}.last`, ...others] = carried.map((state) => state.final(layer));
  const states = graph.node(onnx.operator, inputs, [`${name}.states`, last, ...others], attributes);
  if (!bidirectional)
    return { rows: graph.node("Squeeze", [states, graph.integers(`${name}.axes`, [1])], `${name}.output`), last };
  const swapped = graph.node("Transpose", [states], `${name}.swapped`, [attribute("perm", [0, 2, 1, 3])]);
  // In Reshape, 0 copies the size of the input.
  const shape = graph.integers(`${name}.shape`, [0, 0, 2 * hiddenSize]);
  return { rows: graph.node("Reshape", [swapped, shape], `${name}.output`), last };
}

/**
 * Adds the linear layer, or the first outputs of it if the configuration has fewer.
 * @param rows name of its input, [T, B, D·H] or [B, D·H]
 * @returns the name of its output
 */
export function linear(graph: OnnxGraph, rows: string, output: string, { config, weight }: NetworkWeights): string {
  const { size } = config.output;
  const width = config.hiddenSize * (config.bidirectional ? 2 : 1);
  const transposed = transpose(weight("linear.weight").subarray(0, size * width), size, width);
  const products = graph.node("MatMul", [rows, graph.floats("linear.weight^T", [width, size], transposed)], "products");
  return graph.node(
    "Add",
    [products, graph.floats("linear.bias", [size], weight("linear.bias").slice(0, size))],
    output,
  );
}

/** Blocks of gate rows in the order of ONNX, which may use one of the cell's gates for several of its own. */
function gateBlocks(values: Float32Array, count: number, order: readonly number[]): Float32Array[] {
  const block = values.length / count;
  return order.map((gate) => values.subarray(gate * block, (gate + 1) * block));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const chunks = parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return new Float32Array(join(chunks).buffer);
}

const transpose = (values: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
