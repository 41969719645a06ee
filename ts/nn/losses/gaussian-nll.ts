/**
 * The negative log-likelihood of a normal distribution: `torch.nn.GaussianNLLLoss`.
 */

import { checkBoolean, checkNumber } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { flatFloats } from "../arrays/storage.js";
import { floats } from "../arrays/values.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";
import { checkShaped, Loss, type LossOptions, reduceLosses } from "./reduction.js";

/** Options of {@link GaussianNLLLoss}. */
export interface GaussianNLLLossOptions extends LossOptions {
  /** Whether to include the constant ½ ln 2π; default false. */
  readonly full?: boolean | undefined;
  /** The lower bound of variances, above 0; default 1e-6. */
  readonly eps?: number | undefined;
}

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** The negative log-likelihood ½(ln v + (μ − y)²/v) of targets y for means μ and variances v ≥ eps: `torch.nn.GaussianNLLLoss`. */
export class GaussianNLLLoss extends Loss {
  /** Whether the constant ½ ln 2π is included. */
  readonly full: boolean;
  /** The lower bound of variances. */
  readonly eps: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: GaussianNLLLossOptions = {}) {
    super("GaussianNLLLoss", options, ["full", "eps"]);
    this.full = checkBoolean("full", options.full ?? false);
    this.eps = checkNumber("eps", options.eps ?? 1e-6, { above: 0 });
  }

  /**
   * Computes the loss. The lower bound is not part of the gradient: smaller variances get the gradient at the bound.
   * @param input means μ of any shape
   * @param target in the same shape
   * @param variance in the same shape; without its last dimension, or with size 1 there, one for each row
   * @returns shape [], or the input's without a reduction
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION` for a negative variance
   */
  forward(input: Tensor, target: Tensor, variance: Tensor): Tensor {
    checkTensor("input", input, "float32");
    checkShaped("target", target, input.shape);
    const wide = stretched(checkTensor("variance", variance, "float32"), input.shape);
    const [mu, y, v] = [flatFloats(input), flatFloats(target), flatFloats(wide)];
    const negative = v.find((x) => x < 0);
    if (negative !== undefined) throw mismatch("ERR_INVALID_OPTION", "variance", "numbers ≥ 0", String(negative));
    const size = mu.length;
    const [losses, byInput, byVariance] = [floats(size), floats(size), floats(size)];
    for (let i = 0; i < size; i++) {
      const difference = (mu[i] as number) - (y[i] as number);
      const clamped = Math.max(v[i] as number, this.eps);
      losses[i] = 0.5 * (Math.log(clamped) + (difference * difference) / clamped) + (this.full ? halfLog2Pi : 0);
      byInput[i] = difference / clamped;
      byVariance[i] = (0.5 * (1 - (difference * difference) / clamped)) / clamped;
    }
    const byTarget = target.requiresGrad ? byInput.map((slope) => -slope) : null;
    const elements = { losses, shape: input.shape, slopes: [byInput, byTarget, byVariance] };
    return Tensor.result([input, target, wide], reduceLosses(this.reduction, elements));
  }
}

/** Broadcasts variances to a shape. */
function stretched(variance: Tensor, shape: Shape): Tensor {
  if (sameShape(variance.shape, shape)) return variance;
  const rows = shape.slice(0, -1);
  const perRow = sameShape(variance.shape, [...rows, 1]) || sameShape(variance.shape, rows);
  if (!perRow || shape.length === 0) {
    throw mismatch("ERR_SHAPE", "variance", `${showShape(shape)} or ${showShape(rows)}`, variance.shape);
  }
  return variance.reshape([...rows, 1]).add(Tensor.of(floats(shape.at(-1) as number), [shape.at(-1) as number]));
}
