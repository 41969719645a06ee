/**
 * The binary cross entropy for logits: `torch.nn.BCEWithLogitsLoss`.
 */

import { mismatch } from "../arrays/mismatch.js";
import { broadcastShape, sameShape, showShape } from "../arrays/shape.js";
import { flatFloats } from "../arrays/storage.js";
import { floats } from "../arrays/values.js";
import { stretch } from "../operations/arithmetic.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";
import { checkShaped, Loss, type LossOptions, reduceLosses } from "./reduction.js";

/** Options of {@link BCEWithLogitsLoss}. */
export interface BCEWithLogitsLossOptions extends LossOptions {
  /** A factor for the loss of each element, in a shape that broadcasts to the input's; default 1. */
  readonly weight?: Tensor | undefined;
  /** A factor for positive targets, in a shape that broadcasts to the input's; default 1. Use values above 1 if they are rare. */
  readonly posWeight?: Tensor | undefined;
}

/** The binary cross entropy −[p·y·ln σ(x) + (1 − y)·ln σ(−x)], computed without overflow: `torch.nn.BCEWithLogitsLoss`. */
export class BCEWithLogitsLoss extends Loss {
  /** A factor for the loss of each element; undefined: 1. */
  readonly weight: Tensor | undefined;
  /** A factor p for positive targets; undefined: 1. */
  readonly posWeight: Tensor | undefined;

  /** @throws RnnError `ERR_INVALID_OPTION`, `ERR_DTYPE` */
  constructor(options: BCEWithLogitsLossOptions = {}) {
    super("BCEWithLogitsLoss", options, ["weight", "posWeight"]);
    this.weight = options.weight && checkTensor("weight", options.weight, "float32");
    this.posWeight = options.posWeight && checkTensor("posWeight", options.posWeight, "float32");
  }

  /**
   * Computes the loss.
   * @param input float32 logits x of any shape
   * @param target float32 probabilities y of the same shape
   * @returns shape [], or the input's shape without a reduction
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`
   */
  forward(input: Tensor, target: Tensor): Tensor {
    checkTensor("input", input, "float32");
    checkShaped("target", target, input.shape);
    const [x, y] = [flatFloats(input), flatFloats(target)];
    const [weight, positive] = [factors("weight", this.weight, input), factors("posWeight", this.posWeight, input)];
    const [losses, byInput] = [floats(x.length), floats(x.length)];
    const byTarget = target.requiresGrad ? floats(x.length) : null;
    for (let i = 0; i < x.length; i++) {
      const [logit, truth] = [x[i] as number, y[i] as number];
      const [w, p] = [weight?.[i] ?? 1, positive?.[i] ?? 1];
      // −ln σ(x), and −ln σ(−x), which is larger by x.
      const small = Math.exp(-Math.abs(logit));
      const loss1 = Math.log1p(small) + Math.max(-logit, 0);
      const loss0 = loss1 + logit;
      const sigmoid = logit >= 0 ? 1 / (1 + small) : small / (1 + small);
      losses[i] = w * (p * truth * loss1 + (1 - truth) * loss0);
      byInput[i] = w * ((1 - truth) * sigmoid - p * truth * (1 - sigmoid));
      if (byTarget) byTarget[i] = w * (p * loss1 - loss0);
    }
    const elements = { losses, shape: input.shape, slopes: [byInput, byTarget] };
    return Tensor.result([input, target], reduceLosses(this.reduction, elements));
  }
}

/** Broadcasts factors to the input's shape. */
function factors(name: string, factor: Tensor | undefined, input: Tensor): Float32Array | undefined {
  if (!factor) return undefined;
  if (!sameShape(broadcastShape(name, factor.shape, input.shape), input.shape)) {
    throw mismatch("ERR_SHAPE", name, `a shape that broadcasts to ${showShape(input.shape)}`, factor.shape);
  }
  return stretch(factor, input.shape) as Float32Array;
}
