/**
 * A model's layers as arrays, whatever its task: what its cells do at each step, and the answers that follow from their states. The package
 * computes both inside its core, but shows the cells of taggers only.
 */
import type { Model } from "rnn-wasm";
import {
  type CellName,
  cellNames,
  cells,
  type Nonlinearity,
  pureGatesOf,
  type UnitPart,
} from "../../../ts/model/cells.js";
import { recordsOf, type Weights } from "../shared/interventions.js";
import type { DirectionUnits } from "../shared/protocol.js";

export interface Network {
  readonly cell: CellName;
  readonly nonlinearity: Nonlinearity;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  /** Of a step's input: the embedding's size, or the number of columns. */
  readonly inputSize: number;
  readonly weights: Weights;
}

/** A cell's gates and states in the order in which they are shown: gates first, the output last. */
export const shownParts = (cell: CellName): UnitPart[] => [...pureGatesOf(cell), ...[...cells[cell].states].reverse()];

export function networkOf(model: Model): Network {
  const weights = recordsOf(model);
  const cell = cellNames.find((name) => weights.has(`${name}.weight_hh_l0`)) as CellName;
  const layers = [...weights.keys()].filter((name) => /\.weight_hh_l\d+$/.test(name));
  return {
    cell,
    nonlinearity: (model.config as { readonly nonlinearity?: Nonlinearity }).nonlinearity ?? "tanh",
    hiddenSize: weightOf(weights, `${cell}.weight_hh_l0`).shape[1] as number,
    numLayers: layers.length,
    bidirectional: weights.has(`${cell}.weight_hh_l0_reverse`),
    inputSize: weightOf(weights, `${cell}.weight_ih_l0`).shape[1] as number,
    weights,
  };
}

function weightOf(weights: Weights, name: string) {
  const found = weights.get(name);
  if (!found) throw new Error(`The model has no ${name}`);
  return found;
}

/** The embeddings of symbols, one after another. */
export function embedded({ weights, inputSize }: Network, tokens: readonly number[]): Float32Array {
  const { data } = weightOf(weights, "embedding.weight");
  const rows = new Float32Array(tokens.length * inputSize);
  for (const [t, token] of tokens.entries())
    rows.set(data.subarray(token * inputSize, (token + 1) * inputSize), t * inputSize);
  return rows;
}

/** What the cells and the linear layer compute for a sequence. */
export interface Computed {
  readonly parts: readonly UnitPart[];
  readonly directions: readonly DirectionUnits[];
  /** [t][output] of the linear layer. */
  readonly outputs: Float32Array;
  readonly numOutputs: number;
}

/** @param starts steps at which the state is zero again, besides the first */
export function compute(network: Network, rows: Float32Array, starts: ReadonlySet<number> = new Set()): Computed {
  const { cell, numLayers, bidirectional, inputSize, hiddenSize, weights } = network;
  const time = rows.length / inputSize;
  const parts = shownParts(cell);
  const directions: DirectionUnits[] = [];
  let input = rows;
  for (let layer = 0; layer < numLayers; layer++) {
    const ways = bidirectional ? ["", "_reverse"] : [""];
    const states = ways.map((way) => {
      const values = runLayer(network, `_l${layer}${way}`, input, time, starts);
      const name = `layer ${layer + 1}${bidirectional ? (way ? ", from the end" : ", from the start") : ""}`;
      directions.push({ name, hidden: hiddenSize, values, isReverse: way !== "" });
      return values.subarray((parts.length - 1) * time * hiddenSize);
    });
    input = sideBySide(states, time, hiddenSize);
  }
  const { data, shape } = weightOf(weights, "linear.weight");
  const bias = weightOf(weights, "linear.bias").data;
  const numOutputs = shape[0] as number;
  const outputs = new Float32Array(time * numOutputs);
  for (let t = 0; t < time; t++) addProducts(outputs, t * numOutputs, data, input, t, bias);
  return { parts, directions, outputs, numOutputs };
}

/** out[at + k] = bias[k] + row k of `matrix` · row t of `input`. */
function addProducts(
  out: Float32Array,
  at: number,
  matrix: Float32Array,
  input: Float32Array,
  t: number,
  bias: Float32Array,
): void {
  const rows = bias.length;
  const width = matrix.length / rows;
  const from = t * width;
  for (let k = 0; k < rows; k++) {
    let sum = bias[k] as number;
    for (let j = 0; j < width; j++) sum += (matrix[k * width + j] as number) * (input[from + j] as number);
    out[at + k] = sum;
  }
}

function sideBySide(states: readonly Float32Array[], time: number, hidden: number): Float32Array {
  const [first] = states;
  if (states.length === 1) return first as Float32Array;
  const both = new Float32Array(time * hidden * states.length);
  for (const [way, state] of states.entries())
    for (let t = 0; t < time; t++)
      both.set(state.subarray(t * hidden, (t + 1) * hidden), (t * states.length + way) * hidden);
  return both;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A unit's sums of one step, by gate. */
interface Sums {
  readonly input: (gate: number) => number;
  readonly hidden: (gate: number) => number;
}

/** The new gates and states of a unit by part, from its sums and its state before. */
const equations: Readonly<
  Record<CellName, (sums: Sums, h: number, c: number, relu: boolean) => Partial<Record<UnitPart, number>>>
> = {
  lstm({ input, hidden }, _h, before) {
    const [i, f, o] = [0, 1, 3].map((gate) => sigmoid(input(gate) + hidden(gate))) as [number, number, number];
    const g = Math.tanh(input(2) + hidden(2));
    const c = f * before + i * g;
    return { i, f, g, o, c, h: o * Math.tanh(c) };
  },
  gru({ input, hidden }, before) {
    const [r, z] = [0, 1].map((gate) => sigmoid(input(gate) + hidden(gate))) as [number, number];
    const n = Math.tanh(input(2) + r * hidden(2));
    return { r, z, n, h: (1 - z) * n + z * before };
  },
  rnn({ input, hidden }, _h, _c, relu) {
    const sum = input(0) + hidden(0);
    return { h: relu ? Math.max(0, sum) : Math.tanh(sum) };
  },
};

/** @returns [part][t][unit] */
function runLayer(
  { cell, nonlinearity, hiddenSize: hidden, weights }: Network,
  suffix: string,
  input: Float32Array,
  time: number,
  starts: ReadonlySet<number>,
): Float32Array<ArrayBuffer> {
  const [wi, wh, bi, bh] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(
    (name) => weightOf(weights, `${cell}.${name}${suffix}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const parts = shownParts(cell);
  const values = new Float32Array(parts.length * time * hidden);
  const rows = bi.length;
  const [fromInput, fromState] = [new Float32Array(rows), new Float32Array(rows)];
  const state = new Float32Array(hidden);
  const memory = new Float32Array(hidden);
  const isReverse = suffix.endsWith("_reverse");
  for (let step = 0; step < time; step++) {
    const t = isReverse ? time - 1 - step : step;
    if (starts.has(t)) {
      state.fill(0);
      memory.fill(0);
    }
    addProducts(fromInput, 0, wi, input, t, bi);
    addProducts(fromState, 0, wh, state, 0, bh);
    for (let unit = 0; unit < hidden; unit++) {
      const sums = {
        input: (gate: number) => fromInput[gate * hidden + unit] as number,
        hidden: (gate: number) => fromState[gate * hidden + unit] as number,
      };
      const now = equations[cell](sums, state[unit] as number, memory[unit] as number, nonlinearity === "relu");
      for (const [p, part] of parts.entries()) values[(p * time + t) * hidden + unit] = now[part] ?? 0;
      memory[unit] = now.c ?? 0;
    }
    const last = ((parts.length - 1) * time + t) * hidden;
    state.set(values.subarray(last, last + hidden));
  }
  return values;
}

/** The probabilities of each step's outputs, [t][output]. */
export function softmaxed({ outputs, numOutputs }: Computed): Float32Array {
  const shares = new Float32Array(outputs.length);
  for (let at = 0; at < outputs.length; at += numOutputs) {
    const row = outputs.subarray(at, at + numOutputs);
    const top = Math.max(...row);
    let sum = 0;
    for (let k = 0; k < numOutputs; k++) sum += shares[at + k] = Math.exp((row[k] as number) - top);
    for (let k = 0; k < numOutputs; k++) shares[at + k] = (shares[at + k] as number) / sum;
  }
  return shares;
}
