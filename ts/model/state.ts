/**
 * Converts the flat array of weights to PyTorch's state dict. read-state.ts does the reverse.
 */
import { type NetworkShape, parametersOf } from "./config.js";

/** An entry of a state dict: the data of a tensor of `rnn-wasm/nn`, without its operations. */
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

  /** A copy of the values in row-major order. */
  data(): Float32Array<ArrayBuffer> {
    return this.#values.slice();
  }
}

/** An entry of a state dict to read: a tensor (with `data()`), or a record of shape and values. */
export interface TensorSource {
  /** Must be float32. */
  readonly dtype?: string | undefined;
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The values in row-major order, or a method that returns them. */
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
