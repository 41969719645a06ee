/**
 * `torch.nn.LSTM`, `GRU` and `RNN` as their documentation prints them, one sequence and one unit at a time, in f64.
 */
import { constant, dot, multiply, relu, type Scalar, sigmoid, sum, tanh } from "./scalar.js";

export type NaiveKind = "lstm" | "gru" | "rnn_tanh" | "rnn_relu";

export interface NaiveConfig {
  readonly kind: NaiveKind;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly projSize: number;
}

/** h, and c of an LSTM. */
export type NaiveState = readonly (readonly Scalar[])[];

/** One sequence: its steps' outputs, and the last states of each layer and direction. */
export interface NaiveResult {
  readonly output: Scalar[][];
  readonly states: NaiveState[];
}

/** The input's and the state's share of a gate, W·x + b and W·h + b, by gate and unit. */
interface Shares {
  readonly ofInput: (gate: number, unit: number) => Scalar;
  readonly ofState: (gate: number, unit: number) => Scalar;
}

const one = constant(1);
const minus = (x: Scalar) => multiply(constant(-1), x);

interface NaiveCell {
  readonly states: number;
  /** h, and c, of a unit after a step. */
  readonly step: (shares: Shares, state: readonly Scalar[], unit: number) => Scalar[];
}

const simple = (nonlinearity: (x: Scalar) => Scalar): NaiveCell => ({
  states: 1,
  step: ({ ofInput, ofState }, _, k) => [nonlinearity(sum([ofInput(0, k), ofState(0, k)]))],
});

const cells: Record<NaiveKind, NaiveCell> = {
  lstm: {
    states: 2,
    step: ({ ofInput, ofState }, [, c], k) => {
      const gate = (g: number) => sum([ofInput(g, k), ofState(g, k)]);
      const next = sum([multiply(sigmoid(gate(1)), c as Scalar), multiply(sigmoid(gate(0)), tanh(gate(2)))]);
      return [multiply(sigmoid(gate(3)), tanh(next)), next];
    },
  },
  gru: {
    states: 1,
    step: ({ ofInput, ofState }, [h], k) => {
      const r = sigmoid(sum([ofInput(0, k), ofState(0, k)]));
      const z = sigmoid(sum([ofInput(1, k), ofState(1, k)]));
      const n = tanh(sum([ofInput(2, k), multiply(r, ofState(2, k))]));
      return [sum([multiply(sum([one, minus(z)]), n), multiply(z, h as Scalar)])];
    },
  },
  rnn_tanh: simple(tanh),
  rnn_relu: simple(relu),
};

export const naiveStates = (kind: NaiveKind): number => cells[kind].states;

/**
 * @param weights by PyTorch's names, flat; biases may be missing
 * @param inputs of one sequence, [T][inputSize]
 * @param initial the states of each layer and direction, zeros without
 */
export function naiveRecurrent(
  config: NaiveConfig,
  weights: ReadonlyMap<string, readonly Scalar[]>,
  inputs: readonly (readonly Scalar[])[],
  initial?: readonly NaiveState[],
): NaiveResult {
  const states: NaiveState[] = [];
  let below = inputs.map((input) => [...input]);
  for (let layer = 0; layer < config.numLayers; layer++) {
    const suffixes = config.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
    const directions = suffixes.map((suffix, direction) => {
      const first = initial?.[states.length] ?? zeroState(config);
      const steps = direction === 1 ? below.toReversed() : below;
      const run = runDirection(config, (name) => weights.get(`${name}_${suffix}`), steps, first);
      states.push(run.state);
      return direction === 1 ? run.outputs.toReversed() : run.outputs;
    });
    below = below.map((_, t) => directions.flatMap((outputs) => outputs[t] as Scalar[]));
  }
  return { output: below, states };
}

function runDirection(
  { kind, hiddenSize, projSize }: NaiveConfig,
  weight: (name: string) => readonly Scalar[] | undefined,
  inputs: readonly (readonly Scalar[])[],
  first: NaiveState,
): { outputs: Scalar[][]; state: NaiveState } {
  let state = first;
  const share = (which: "ih" | "hh", x: readonly Scalar[]) => (gate: number, unit: number) => {
    const row = gate * hiddenSize + unit;
    const weights = (weight(`weight_${which}`) as Scalar[]).slice(row * x.length, (row + 1) * x.length);
    const bias = weight(`bias_${which}`)?.[row];
    return sum([dot(weights, x), ...(bias ? [bias] : [])]);
  };
  const outputs = inputs.map((x) => {
    const shares = { ofInput: share("ih", x), ofState: share("hh", state[0] as Scalar[]) };
    const units = Array.from({ length: hiddenSize }, (_, k) =>
      cells[kind].step(
        shares,
        state.map((part) => part[k] as Scalar),
        k,
      ),
    );
    const [h, ...rest] = Array.from({ length: state.length }, (_, part) => units.map((unit) => unit[part] as Scalar));
    const project = (k: number) =>
      dot((weight("weight_hr") as Scalar[]).slice(k * hiddenSize, (k + 1) * hiddenSize), h as Scalar[]);
    const out = projSize ? Array.from({ length: projSize }, (_, k) => project(k)) : (h as Scalar[]);
    state = [out, ...rest];
    return out;
  });
  return { outputs, state };
}

function zeroState({ kind, hiddenSize, projSize }: NaiveConfig): NaiveState {
  const sizes = cells[kind].states === 2 ? [projSize || hiddenSize, hiddenSize] : [hiddenSize];
  return sizes.map((size) => Array.from({ length: size }, () => constant(0)));
}
