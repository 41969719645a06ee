/**
 * A whole batch through a naive recurrent layer, forward and back, in the shapes of `nn.LSTM` (seq, batch, feature).
 */
import { type NaiveConfig, naiveRecurrent, naiveStates } from "./recurrent.js";
import { backward, gradientsOf, type Scalar, scalars } from "./scalar.js";

export interface Batch {
  readonly steps: number;
  readonly lengths: readonly number[];
  readonly input: ArrayLike<number>;
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
  /** h, and c of an LSTM, (layers·directions, batch, size). */
  readonly state: readonly ArrayLike<number>[] | undefined;
  /** What comes from above, of the output and of each state. */
  readonly upstream: readonly ArrayLike<number>[];
}

export interface BatchResult {
  readonly output: number[];
  readonly states: number[][];
  readonly gradients: { input: number[]; states: number[][]; weights: Map<string, number[]> };
}

export function runBatch(config: NaiveConfig, { steps, lengths, input, weights, state, upstream }: Batch): BatchResult {
  const batch = lengths.length;
  const size = config.projSize || config.hiddenSize;
  const directions = config.bidirectional ? 2 : 1;
  const count = directions * config.numLayers;
  const x = scalars(input);
  const w = new Map([...weights].map(([name, values]) => [name, scalars(values)]));
  const initial = state?.map(scalars) ?? [];
  const widths = Array.from({ length: naiveStates(config.kind) }, (_, i) => (i === 0 ? size : config.hiddenSize));
  const cut = (list: readonly Scalar[], row: number, width: number) => list.slice(row * width, (row + 1) * width);

  const output = new Array<number>(steps * batch * directions * size).fill(0);
  const states = widths.map((width) => new Array<number>(count * batch * width).fill(0));
  const roots: Scalar[] = [];
  const above: number[] = [];
  const collect = (list: readonly Scalar[], start: number, to: number[], gradients: ArrayLike<number>) => {
    for (const [i, scalar] of list.entries()) {
      to[start + i] = scalar.value;
      roots.push(scalar);
      above.push(gradients[start + i] as number);
    }
  };
  for (const [b, length] of lengths.entries()) {
    const inputs = Array.from({ length }, (_, t) => cut(x, t * batch + b, config.inputSize));
    const first = Array.from({ length: count }, (_, k) =>
      initial.map((part, i) => cut(part, k * batch + b, widths[i] as number)),
    );
    const result = naiveRecurrent(config, w, inputs, state && first);
    for (const [t, row] of result.output.entries()) {
      collect(row, (t * batch + b) * row.length, output, upstream[0] as ArrayLike<number>);
    }
    for (const [k, last] of result.states.entries()) {
      for (const [i, part] of last.entries()) {
        const start = (k * batch + b) * (widths[i] as number);
        collect(part, start, states[i] as number[], upstream[i + 1] as ArrayLike<number>);
      }
    }
  }
  backward(roots, above);
  return {
    output,
    states,
    gradients: {
      input: gradientsOf(x),
      states: initial.map(gradientsOf),
      weights: new Map([...w].map(([name, list]) => [name, gradientsOf(list)])),
    },
  };
}
