/**
 * Activations as modules, for {@link Sequential}.
 */
import { checkInteger } from "../../errors/validate.js";
import { Module } from "../modules/module.js";
import { checkTensor } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";

/** tanh x: `torch.nn.Tanh`. */
export class Tanh extends Module {
  /**
   * @param input float32 of any shape
   * @returns the hyperbolic tangent of each element, in the input's shape
   * @throws RnnError `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").tanh();
  }
}

/** 1 / (1 + e⁻ˣ): `torch.nn.Sigmoid`. */
export class Sigmoid extends Module {
  /**
   * @param input float32 of any shape
   * @returns the sigmoid of each element, in the input's shape
   * @throws RnnError `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").sigmoid();
  }
}

/** max(x, 0): `torch.nn.ReLU`. */
export class ReLU extends Module {
  /**
   * @param input float32 of any shape
   * @returns each element, or 0 if it is negative, in the input's shape
   * @throws RnnError `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").relu();
  }
}

/** The base of activations along a dimension. */
abstract class DimensionActivation extends Module {
  /** The dimension; negative ones count from the end. */
  readonly dim: number;

  /**
   * @param dim the dimension; negative ones count from the end
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(dim: number) {
    super();
    this.dim = checkInteger("dim", dim, Number.MIN_SAFE_INTEGER);
  }
}

/** Exponentials that sum to 1 along a dimension: `torch.nn.Softmax`. */
export class Softmax extends DimensionActivation {
  /**
   * @param input float32 of any shape
   * @returns exp(x) / Σ exp(x) along `dim`, in the input's shape
   * @throws RnnError `ERR_DTYPE`, `ERR_INVALID_OPTION` for a dimension that the input lacks
   */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").softmax(this.dim);
  }
}

/** The logarithm of softmax along a dimension, for NLLLoss: `torch.nn.LogSoftmax`. */
export class LogSoftmax extends DimensionActivation {
  /**
   * @param input float32 of any shape
   * @returns x − ln Σ exp(x) along `dim`, in the input's shape
   * @throws RnnError `ERR_DTYPE`, `ERR_INVALID_OPTION` for a dimension that the input lacks
   */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").logSoftmax(this.dim);
  }
}
