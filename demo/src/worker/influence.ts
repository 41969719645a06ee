/**
 * Measures which input decided which answer: the gradient of an output at each step with respect to each input, with modules of
 * `rnn-wasm/nn`. One forward and one backward pass compute all of them, because the batch has a copy of the sequence for each step.
 */
import { nn, type Tensor, tensor } from "rnn-wasm/nn";
import type { Computed, Network } from "./network.js";

export interface InfluenceOptions {
  /** Whether each step is read by itself, from a zero state. */
  readonly isAlone: boolean;
  /** The states before the first step, as {@link statesAt} gives them; without them, zero. */
  readonly before: readonly Float32Array[];
}

/**
 * @param rows of the inputs, one after another
 * @param winners the output to look at, for each step
 * @returns [t][s]: the length of ∂output[t] / ∂input[s]
 */
export function influenceOf(
  network: Network,
  rows: Float32Array,
  winners: ArrayLike<number>,
  { isAlone, before }: InfluenceOptions,
): Float32Array<ArrayBuffer> {
  const width = network.inputSize;
  const time = rows.length / width;
  const influence = new Float32Array(time * time);
  if (time === 0) return influence;
  const steps = isAlone ? 1 : time;
  const { recurrent, linear } = new Layers(network);
  const inputs = new Float32Array(steps * time * width);
  for (let s = 0; s < steps; s++) {
    for (let b = 0; b < time; b++) {
      const from = (isAlone ? b : s) * width;
      inputs.set(rows.subarray(from, from + width), (s * time + b) * width);
    }
  }
  const given = tensor(inputs, { shape: [steps, time, width] });
  given.requiresGrad = true;
  const states = before.map((state) => repeated(state, network, time));
  const [hidden] = recurrent.forward(given, states.length > 1 ? states : states[0]);
  const outputs = linear.forward(hidden);
  const classes = outputs.shape[2] as number;
  const upstream = new Float32Array(steps * time * classes);
  for (let t = 0; t < time; t++) upstream[((isAlone ? 0 : t) * time + t) * classes + (winners[t] as number)] = 1;
  outputs.backward(tensor(upstream, { shape: outputs.shape }));
  const gradient = given.grad?.data() ?? new Float32Array(inputs.length);
  for (let s = 0; s < steps; s++) {
    for (let t = 0; t < time; t++) {
      const start = (s * time + t) * width;
      influence[t * time + (isAlone ? t : s)] = Math.hypot(...gradient.subarray(start, start + width));
    }
  }
  return influence;
}

/** The states that a network hands to the step after `step`: h of each layer, and c of each if it has one. */
export function statesAt({ parts, directions }: Computed, step: number): Float32Array[] {
  return (["h", "c"] as const)
    .filter((part) => parts.includes(part))
    .map((part) => {
      const rows = directions.map(({ values, hidden }) => {
        const from = (parts.indexOf(part) * values.length) / parts.length + step * hidden;
        return values.subarray(from, from + hidden);
      });
      return Float32Array.from(rows.flatMap((row) => [...row]));
    });
}

/** A state for each sequence of a batch: [layer][sequence][unit]. */
function repeated(state: Float32Array, { hiddenSize }: Network, batch: number): Tensor {
  const layers = state.length / hiddenSize;
  const all = new Float32Array(batch * state.length);
  for (let row = 0; row < layers * batch; row++) {
    const from = Math.floor(row / batch) * hiddenSize;
    all.set(state.subarray(from, from + hiddenSize), row * hiddenSize);
  }
  return tensor(all, { shape: [layers, batch, hiddenSize] });
}

type Recurrent = nn.Module & {
  forward(input: Tensor, state: Tensor | readonly Tensor[] | undefined): readonly [output: Tensor, state: unknown];
};

/** The module of a cell. PyTorch names it with the cell's name in capitals. */
const layerOf = (cell: Network["cell"]) =>
  nn[cell.toUpperCase() as Uppercase<typeof cell>] as unknown as new (
    inputSize: number,
    hiddenSize: number,
    options: nn.RecurrentOptions,
  ) => Recurrent;

/** The layers above the inputs; their weights need no gradient. */
class Layers extends nn.Module {
  readonly recurrent: Recurrent;
  readonly linear: nn.Linear;

  constructor({ cell, nonlinearity, inputSize, hiddenSize, numLayers, bidirectional, weights }: Network) {
    super();
    const options = { numLayers, bidirectional, ...(cell === "rnn" && { nonlinearity }) };
    this.recurrent = new (layerOf(cell))(inputSize, hiddenSize, options);
    const [numOutputs = 0, width = 0] = weights.get("linear.weight")?.shape ?? [];
    this.linear = new nn.Linear(width, numOutputs);
    const named = [...weights].filter(([name]) => !name.startsWith("embedding."));
    this.loadStateDict(
      new Map(
        named.map(([name, { data, shape }]) => [
          name.replace(`${cell}.`, "recurrent."),
          tensor(data, { shape: [...shape] }),
        ]),
      ),
    );
    for (const parameter of this.parameters()) parameter.requiresGrad = false;
  }
}
