/**
 * A network as an ONNX graph: tokens [T, B] → Gather, or numbers [T, B, F] → recurrent layers → the task's head.
 */
import type { NetworkConfig } from "../../core/network-config.js";
import { cells } from "../../model/cells.js";
import { suffixesOf, widthOf } from "../../model/config.js";
import { attribute, OnnxGraph } from "./graph.js";
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
   * Adds the nodes after the recurrent layers.
   * @param hidden name of the last layer's output, [T, B, D·H]
   */
  head(graph: OnnxGraph, hidden: string, network: NetworkWeights): void;
}

/** What the export needs of a model, whatever its task. */
export interface ExportedModel {
  readonly task: string;
  stateDict(): ReadonlyMap<string, { data(): Float32Array }>;
}

/**
 * Writes a model as an ONNX file with input `tokens` int64 [T, B] or `values` float32 [T, B, F] and the outputs of its head. T and B are
 * dynamic.
 * @param version of this package, which the file names as its producer
 */
export function onnxOf<Model extends ExportedModel>(
  model: Model,
  { network, metadata, head }: OnnxExport<Model>,
  version: string,
): Uint8Array<ArrayBuffer> {
  const weights = model.stateDict();
  const spec: NetworkWeights = {
    config: network(model),
    weight: (name) => (weights.get(name) as { data(): Float32Array }).data(),
  };
  const graph = new OnnxGraph();
  let rows = inputOf(graph, spec);
  for (let layer = 0; layer < spec.config.numLayers; layer++) rows = recurrent(graph, rows, layer, spec);
  head(graph, rows, spec);
  return graph.toFile(`${spec.config.cell}_${model.task}`, "rnn-wasm", version, metadata(model));
}

function inputOf(graph: OnnxGraph, { config: { input }, weight }: NetworkWeights): string {
  if (input.kind === "rows") return graph.inputFloats("values", ["T", "B", input.features]);
  const tokens = graph.inputIntegers("tokens", ["T", "B"]);
  const shape = [input.vocabSize, input.embeddingDim];
  const table = graph.floats("embedding.weight", shape, weight("embedding.weight"));
  return graph.node("Gather", [table, tokens], "embedded");
}

/**
 * Adds one recurrent layer.
 * @param input name of its input, [T, B, width]
 * @returns the name of its output, [T, B, D·H]
 */
function recurrent(graph: OnnxGraph, input: string, layer: number, { config, weight }: NetworkWeights): string {
  const { cell, nonlinearity, hiddenSize, bidirectional } = config;
  const { gates, onnx } = cells[cell];
  const suffixes = suffixesOf(layer, bidirectional);
  const rows = gates.length * hiddenSize;
  const width = layer === 0 ? widthOf(config.input) : hiddenSize * suffixes.length;
  const name = `${cell}.${layer}`;
  const constant = (kind: string, parts: readonly string[], ...shape: number[]) => {
    const blocks = suffixes.flatMap((suffix) =>
      parts.flatMap((part) => reorderGates(weight(`${cell}.${part}${suffix}`), onnx.gates)),
    );
    return graph.floats(`${name}.${kind}`, [suffixes.length, ...shape], concatenate(blocks));
  };
  const inputs = [
    input,
    constant("W", ["weight_ih"], rows, width),
    constant("R", ["weight_hh"], rows, hiddenSize),
    constant("B", ["bias_ih", "bias_hh"], 2 * rows),
  ];
  const attributes = [
    attribute("direction", bidirectional ? "bidirectional" : "forward"),
    attribute("hidden_size", hiddenSize),
    ...Object.entries(onnx.attributes?.(suffixes.length, nonlinearity) ?? {}).map(([key, value]) =>
      attribute(key, value),
    ),
  ];
  // The states are [T, D, B, H]. The `layout` attribute would give [T, B, D·H] at once, but ONNX Runtime's CPU provider rejects it.
  const states = graph.node(onnx.operator, inputs, `${name}.states`, attributes);
  if (!bidirectional) return graph.node("Squeeze", [states, graph.integers(`${name}.axes`, [1])], `${name}.output`);
  const swapped = graph.node("Transpose", [states], `${name}.swapped`, [attribute("perm", [0, 2, 1, 3])]);
  // In Reshape, 0 copies the size of the input.
  return graph.node("Reshape", [swapped, graph.integers(`${name}.shape`, [0, 0, 2 * hiddenSize])], `${name}.output`);
}

/**
 * Adds the linear layer.
 * @param rows name of its input, [T, B, D·H] or [B, D·H]
 * @returns the name of its output
 */
export function linear(graph: OnnxGraph, rows: string, output: string, { config, weight }: NetworkWeights): string {
  const { size } = config.output;
  const width = config.hiddenSize * (config.bidirectional ? 2 : 1);
  const transposed = transpose(weight("linear.weight"), size, width);
  const products = graph.node("MatMul", [rows, graph.floats("linear.weight^T", [width, size], transposed)], "products");
  return graph.node("Add", [products, graph.floats("linear.bias", [size], weight("linear.bias"))], output);
}

/** Reorders blocks of gate rows from PyTorch's order to ONNX's. */
function reorderGates(values: Float32Array, order: readonly number[]): Float32Array[] {
  const block = values.length / order.length;
  return order.map((gate) => values.subarray(gate * block, (gate + 1) * block));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const chunks = parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return new Float32Array(join(chunks).buffer);
}

const transpose = (values: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
