/**
 * A model as an ONNX graph: tokens [T, B] → Gather → LSTM for each layer → MatMul, Add → logits [T, B, V].
 */
import type { ModelConfig } from "../../model/config.js";
import { attribute, OnnxGraph } from "./graph.js";

/** What an ONNX file is made of. */
export interface OnnxSpec {
  readonly config: ModelConfig;
  /** Weights under PyTorch's names, gate rows in PyTorch's order. */
  readonly stateDict: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  /** The package's version, for the file's record of who made it. */
  readonly version: string;
  /** Texts to keep beside the graph. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The ONNX file of a model: input `tokens` int64 [T, B], output `logits` float32 [T, B, V]; T and B are free.
 */
export function onnxOf({ config, stateDict, version, metadata = {} }: OnnxSpec): Uint8Array<ArrayBuffer> {
  const { embeddingDim, hiddenSize, numLayers, bidirectional, vocabSize, numClasses } = config;
  const width = hiddenSize * (bidirectional ? 2 : 1);
  const weight = (name: string) => (stateDict.get(name) as { data: Float32Array }).data;
  const graph = new OnnxGraph();
  const tokens = graph.inputIntegers("tokens", ["T", "B"]);
  const table = graph.floats("embedding.weight", [vocabSize, embeddingDim], weight("embedding.weight"));
  let rows = graph.node("Gather", [table, tokens], "embedded");
  for (let layer = 0; layer < numLayers; layer++)
    rows = lstm(graph, rows, { layer, width: layer === 0 ? embeddingDim : width, hiddenSize, bidirectional, weight });
  const transposed = transpose(weight("linear.weight"), numClasses, width);
  const products = graph.node(
    "MatMul",
    [rows, graph.floats("linear.weight^T", [width, numClasses], transposed)],
    "products",
  );
  graph.node("Add", [products, graph.floats("linear.bias", [numClasses], weight("linear.bias"))], "logits");
  graph.outputFloats("logits", ["T", "B", numClasses]);
  return graph.toFile("lstm_tagger", "rnn-wasm", version, metadata);
}

interface Layer {
  readonly layer: number;
  /** Of its input. */
  readonly width: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
  readonly weight: (name: string) => Float32Array;
}

/** Adds one layer over `input` [T, B, width]. Returns the name of its output [T, B, D·H]. */
function lstm(graph: OnnxGraph, input: string, { layer, width, hiddenSize, bidirectional, weight }: Layer): string {
  const directions = bidirectional ? ["", "_reverse"] : [""];
  const name = `lstm.${layer}`;
  const constant = (kind: string, parts: readonly string[], ...shape: number[]) => {
    const blocks = directions.flatMap((direction) =>
      parts.map((part) => gatesReordered(weight(`lstm.${part}_l${layer}${direction}`), hiddenSize)),
    );
    return graph.floats(`${name}.${kind}`, [directions.length, ...shape], concatenate(blocks));
  };
  const gates = 4 * hiddenSize;
  const inputs = [
    input,
    constant("W", ["weight_ih"], gates, width),
    constant("R", ["weight_hh"], gates, hiddenSize),
    constant("B", ["bias_ih", "bias_hh"], 2 * gates),
  ];
  const direction = attribute("direction", bidirectional ? "bidirectional" : "forward");
  // [T, D, B, H]. The attribute `layout`, which would spare the next steps, is one that ONNX Runtime's CPU refuses.
  const states = graph.node("LSTM", inputs, `${name}.states`, [direction, attribute("hidden_size", hiddenSize)]);
  if (!bidirectional) return graph.node("Squeeze", [states, graph.integers(`${name}.axes`, [1])], `${name}.output`);
  const swapped = graph.node("Transpose", [states], `${name}.swapped`, [attribute("perm", [0, 2, 1, 3])]);
  // 0 keeps a size as it is.
  return graph.node("Reshape", [swapped, graph.integers(`${name}.shape`, [0, 0, 2 * hiddenSize])], `${name}.output`);
}

/** Blocks of gate rows from PyTorch's order i, f, g, o to ONNX's i, o, f, c. */
function gatesReordered(values: Float32Array, hiddenSize: number): Float32Array {
  const block = (values.length / (4 * hiddenSize)) * hiddenSize;
  return concatenate([0, 3, 1, 2].map((gate) => values.subarray(gate * block, (gate + 1) * block)));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const transpose = (values: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
