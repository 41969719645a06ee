/**
 * A whole batch through the naive LSTM, forward and back, in the shapes of `nn.LSTM` (seq, batch, feature).
 */
import { type NaiveConfig, naiveLstm } from "./lstm.js";
import { backward, gradientsOf, type Scalar, scalars } from "./scalar.js";

export interface Batch {
  readonly steps: number;
  readonly lengths: readonly number[];
  readonly input: ArrayLike<number>;
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
  /** h and c, (layers·directions, batch, size). */
  readonly state: readonly [ArrayLike<number>, ArrayLike<number>] | undefined;
  /** What comes from above, of output, h and c. */
  readonly upstream: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
}

export interface BatchResult {
  readonly output: number[];
  readonly h: number[];
  readonly c: number[];
  readonly gradients: { input: number[]; h0: number[]; c0: number[]; weights: Map<string, number[]> };
}

export function runBatch(config: NaiveConfig, { steps, lengths, input, weights, state, upstream }: Batch): BatchResult {
  const batch = lengths.length;
  const size = config.projSize || config.hiddenSize;
  const directions = config.bidirectional ? 2 : 1;
  const count = directions * config.numLayers;
  const x = scalars(input);
  const w = new Map([...weights].map(([name, values]) => [name, scalars(values)]));
  const [h0, c0] = state ? [scalars(state[0]), scalars(state[1])] : [[], []];
  const cut = (list: readonly Scalar[], row: number, width: number) => list.slice(row * width, (row + 1) * width);

  const output = new Array<number>(steps * batch * directions * size).fill(0);
  const h = new Array<number>(count * batch * size).fill(0);
  const c = new Array<number>(count * batch * config.hiddenSize).fill(0);
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
    const of = (list: readonly Scalar[], width: number) =>
      Array.from({ length: count }, (_, k) => cut(list, k * batch + b, width));
    const result = naiveLstm(config, w, inputs, state && { h: of(h0, size), c: of(c0, config.hiddenSize) });
    for (const [t, row] of result.output.entries()) collect(row, (t * batch + b) * row.length, output, upstream[0]);
    for (let k = 0; k < count; k++) {
      collect(result.h[k] as Scalar[], (k * batch + b) * size, h, upstream[1]);
      collect(result.c[k] as Scalar[], (k * batch + b) * config.hiddenSize, c, upstream[2]);
    }
  }
  backward(roots, above);
  return {
    output,
    h,
    c,
    gradients: {
      input: gradientsOf(x),
      h0: gradientsOf(h0),
      c0: gradientsOf(c0),
      weights: new Map([...w].map(([name, list]) => [name, gradientsOf(list)])),
    },
  };
}
