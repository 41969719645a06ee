/**
 * Activations as modules, for {@link Sequential}: `torch.nn.Tanh` and its like.
 */
import { checkInteger } from "../../errors/validate.js";
import { Module } from "../modules/module.js";
import { checkTensor } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";

/** tanh x: `torch.nn.Tanh`. */
export class Tanh extends Module {
  /** The hyperbolic tangent of each element. @throws RnnError `ERR_DTYPE` */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").tanh();
  }
}

/** 1 / (1 + e⁻ˣ): `torch.nn.Sigmoid`. */
export class Sigmoid extends Module {
  /** The sigmoid of each element. @throws RnnError `ERR_DTYPE` */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").sigmoid();
  }
}

/** max(x, 0): `torch.nn.ReLU`. */
export class ReLU extends Module {
  /** Each element, or 0 if it is negative. @throws RnnError `ERR_DTYPE` */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").relu();
  }
}

/** Softmax along a dimension: `torch.nn.Softmax`. */
export class Softmax extends Module {
  /** The dimension whose elements sum to 1; negative: from the end. */
  readonly dim: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(dim: number) {
    super();
    this.dim = checkInteger("dim", dim, Number.MIN_SAFE_INTEGER);
  }

  /** exp(x) over its sum along `dim`. @throws RnnError `ERR_DTYPE`, `ERR_INVALID_OPTION` */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").softmax(this.dim);
  }
}

/** The logarithm of softmax along a dimension: `torch.nn.LogSoftmax`. */
export class LogSoftmax extends Module {
  /** The dimension whose exponentials sum to 1; negative: from the end. */
  readonly dim: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(dim: number) {
    super();
    this.dim = checkInteger("dim", dim, Number.MIN_SAFE_INTEGER);
  }

  /** x − ln Σ exp(x) along `dim`. @throws RnnError `ERR_DTYPE`, `ERR_INVALID_OPTION` */
  forward(input: Tensor): Tensor {
    return checkTensor("input", input, "float32").logSoftmax(this.dim);
  }
}
