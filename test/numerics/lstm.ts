/**
 * `torch.nn.LSTM` as its documentation prints it, one sequence and one unit at a time, in f64.
 */
import { constant, dot, multiply, type Scalar, sigmoid, sum, tanh } from "./scalar.js";

export interface NaiveConfig {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly projSize: number;
}

/** One sequence: its steps' outputs, and the last h and c of each layer and direction. */
export interface NaiveResult {
  readonly output: Scalar[][];
  readonly h: Scalar[][];
  readonly c: Scalar[][];
}

/**
 * @param weights by PyTorch's names, flat; biases may be missing
 * @param inputs of one sequence, [T][inputSize]
 * @param state h and c of each layer and direction, zeros without
 */
export function naiveLstm(
  config: NaiveConfig,
  weights: ReadonlyMap<string, readonly Scalar[]>,
  inputs: readonly (readonly Scalar[])[],
  state?: { h: readonly (readonly Scalar[])[]; c: readonly (readonly Scalar[])[] },
): NaiveResult {
  const size = config.projSize || config.hiddenSize;
  const h: Scalar[][] = [];
  const c: Scalar[][] = [];
  let below = inputs.map((input) => [...input]);
  for (let layer = 0; layer < config.numLayers; layer++) {
    const suffixes = config.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
    const directions = suffixes.map((suffix, direction) => {
      const first = { h: state?.h[h.length] ?? zeros(size), c: state?.c[c.length] ?? zeros(config.hiddenSize) };
      const steps = direction === 1 ? below.toReversed() : below;
      const run = runDirection(config, (name) => weights.get(`${name}_${suffix}`), steps, first);
      h.push(run.h);
      c.push(run.c);
      return direction === 1 ? run.outputs.toReversed() : run.outputs;
    });
    below = below.map((_, t) => directions.flatMap((outputs) => outputs[t] as Scalar[]));
  }
  return { output: below, h, c };
}

function runDirection(
  { hiddenSize, projSize }: NaiveConfig,
  weight: (name: string) => readonly Scalar[] | undefined,
  inputs: readonly (readonly Scalar[])[],
  first: { h: readonly Scalar[]; c: readonly Scalar[] },
): { outputs: Scalar[][]; h: Scalar[]; c: Scalar[] } {
  let [h, c] = [[...first.h], [...first.c]];
  const row = (name: string, index: number, width: number) =>
    (weight(name) as Scalar[]).slice(index * width, (index + 1) * width);
  const outputs = inputs.map((x) => {
    const gates = Array.from({ length: 4 * hiddenSize }, (_, gate) =>
      sum([
        dot(row("weight_ih", gate, x.length), x),
        dot(row("weight_hh", gate, h.length), h),
        ...[weight("bias_ih")?.[gate], weight("bias_hh")?.[gate]].filter((bias) => bias !== undefined),
      ]),
    );
    const unit = (gate: number, k: number) => gates[gate * hiddenSize + k] as Scalar;
    c = c.map((before, k) =>
      sum([multiply(sigmoid(unit(1, k)), before), multiply(sigmoid(unit(0, k)), tanh(unit(2, k)))]),
    );
    const out = c.map((cell, k) => multiply(sigmoid(unit(3, k)), tanh(cell)));
    h = projSize ? Array.from({ length: projSize }, (_, k) => dot(row("weight_hr", k, hiddenSize), out)) : out;
    return h;
  });
  return { outputs, h, c };
}

const zeros = (size: number) => Array.from({ length: size }, () => constant(0));
