/**
 * A model's weights as PyTorch's state dict, out of the one flat array in which they travel. read-state.ts reads one.
 */
import { type NetworkShape, parametersOf } from "./config.js";

/** An entry of a state dict: as a tensor of `rnn-wasm/nn`, without what can be computed with it. */
export class StateTensor {
  /** Always float32. */
  readonly dtype = "float32";
  /** The size of each dimension. */
  readonly shape: readonly number[];
  readonly #values: Float32Array;

  constructor(shape: readonly number[], values: Float32Array) {
    this.shape = shape;
    this.#values = values;
  }

  /** A copy of the values, row by row. */
  data(): Float32Array<ArrayBuffer> {
    return this.#values.slice();
  }
}

/** What a state dict may hold: tensors (with `data()`), or records of shape and values. */
export interface TensorSource {
  /** What the values are; float32 is what a model takes. */
  readonly dtype?: string | undefined;
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values row by row, or what gives them. */
  readonly data: ArrayLike<unknown> | (() => ArrayLike<unknown>);
}

/** The state dict of flat weights; its tensors are copies. */
export function stateDictOf(config: NetworkShape, weights: Float32Array): Map<string, StateTensor> {
  return new Map(
    parametersOf(config).map(({ name, shape, start, end }) => [
      name,
      new StateTensor(shape, weights.slice(start, end)),
    ]),
  );
}
