/**
 * The parts of an ONNX graph that models of sequences with answers have in common: inputs in the data's units, and readouts.
 */
import type { Scale } from "../../data/scaling.js";
import { type LayerOutput, type NetworkWeights, tokensInput } from "../../formats/onnx/export.js";
import { attribute, elementTypes, type OnnxGraph } from "../../formats/onnx/graph.js";

/** What a model does to numbers before its network. */
export interface Preprocessing {
  readonly scales: readonly Scale[];
  readonly gapColumns: readonly number[];
}

/**
 * Adds the input `tokens`, or `values`, float64 [T, B, columns], in the data's units. If some columns had gaps, `gaps`, float32 [T, B, gaps],
 * says where their values are carried over.
 */
export function sequenceInput(graph: OnnxGraph, network: NetworkWeights, { scaling }: ScaledModel): string {
  if (!scaling) return tokensInput(graph, network);
  const { scales, gapColumns } = scaling;
  const values = graph.inputDoubles("values", ["T", "B", scales.length]);
  const scaled = scaledBy(graph, values, scales, "input");
  const floats = graph.node("Cast", [scaled], "input.floats", [attribute("to", elementTypes.float)]);
  if (gapColumns.length === 0) return floats;
  const gaps = graph.inputFloats("gaps", ["T", "B", gapColumns.length]);
  return graph.node("Concat", [floats, gaps], "input.rows", [attribute("axis", 2)]);
}

/** Scales the columns of values. @param name begins the names of its nodes and constants */
export function scaledBy(graph: OnnxGraph, values: string, scales: readonly Scale[], name: string): string {
  const shifts = graph.doubles(
    `${name}.shift`,
    scales.map(({ shift }) => shift),
  );
  const widths = graph.doubles(
    `${name}.width`,
    scales.map(({ width }) => width),
  );
  const shifted = graph.node("Sub", [values, shifts], `${name}.shifted`);
  return graph.node("Div", [shifted, widths], `${name}.scaled`);
}

/** A model with what it does to numbers. */
export interface ScaledModel {
  readonly scaling: Preprocessing | undefined;
}

/**
 * Adds the readout of the network.
 * @returns the name of what the linear layer reads, [B, D·H]
 */
export function readout(graph: OnnxGraph, output: LayerOutput, { config }: NetworkWeights): string {
  const { readout: kind } = config.output;
  if (kind === "last") return lastState(graph, output.last, config);
  const isValid = validSteps(graph, output);
  const rest = graph.floats("readout.rest", [1], Float32Array.of(kind === "max" ? -3.4028234663852886e38 : 0));
  const masked = graph.node("Where", [isValid, output.rows, rest], "readout.masked");
  if (kind === "max")
    return graph.node("ReduceMax", [masked], "readout", [attribute("axes", [0]), attribute("keepdims", 0)]);
  const sums = graph.node("ReduceSum", [masked, graph.integers("readout.time", [0])], "readout.sum", [
    attribute("keepdims", 0),
  ]);
  const counts = graph.node("Cast", [output.lengths as string], "readout.count", [attribute("to", elementTypes.float)]);
  const column = graph.node("Unsqueeze", [counts, graph.integers("readout.column", [1])], "readout.counts");
  return graph.node("Div", [sums, column], "readout");
}

/** The final states of all directions side by side. */
function lastState(graph: OnnxGraph, last: string, { bidirectional, hiddenSize }: NetworkWeights["config"]): string {
  if (!bidirectional) return graph.node("Squeeze", [last, graph.integers("readout.axes", [0])], "readout");
  const swapped = graph.node("Transpose", [last], "readout.swapped", [attribute("perm", [1, 0, 2])]);
  return graph.node("Reshape", [swapped, graph.integers("readout.shape", [0, 2 * hiddenSize])], "readout");
}

/** Whether each step is one of its sequence, bool [T, B, 1]. */
function validSteps(graph: OnnxGraph, { rows, lengths }: LayerOutput): string {
  const shape = graph.node("Shape", [rows], "readout.sizes");
  const time = graph.node("Gather", [shape, graph.integer("readout.first", 0)], "readout.steps");
  const bounds = [graph.integer("readout.zero", 0), time, graph.integer("readout.one", 1)];
  const steps = graph.node("Range", bounds, "readout.indices");
  const column = graph.node("Unsqueeze", [steps, graph.integers("readout.last", [1])], "readout.step");
  const isValid = graph.node("Less", [column, lengths as string], "readout.valid");
  return graph.node("Unsqueeze", [isValid, graph.integers("readout.third", [2])], "readout.mask");
}

/** Alphabet or columns for the file's metadata. */
export const sequenceMetadata = (model: {
  readonly alphabet: unknown;
  readonly columns: unknown;
}): Readonly<Record<string, string>> =>
  model.alphabet === undefined
    ? { columns: JSON.stringify(model.columns) }
    : { alphabet: JSON.stringify(model.alphabet) };
