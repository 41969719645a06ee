/**
 * The negative log-likelihood for class indices: `torch.nn.NLLLoss`.
 */
import { floats } from "../arrays/values.js";
import { Tensor } from "../tensor/tensor.js";
import { ClassLoss, type ClassLossOptions } from "./class-targets.js";
import { reduceLosses } from "./reduction.js";

/** Options of {@link NLLLoss}. */
export interface NLLLossOptions extends ClassLossOptions {}

/** The negative log-likelihood of class indices, given log probabilities (see LogSoftmax): `torch.nn.NLLLoss`. */
export class NLLLoss extends ClassLoss {
  /** @throws RnnError `ERR_INVALID_OPTION`, `ERR_DTYPE`, `ERR_SHAPE` */
  constructor(options: NLLLossOptions = {}) {
    super("NLLLoss", options);
  }

  /**
   * Computes the loss.
   * @param input float32 log probabilities [N, C, d…], or [C] for one target
   * @param target int32 classes [N, d…], or []
   * @returns shape [], or the target's shape without a reduction. The mean is weighted by the class weights; over no targets it is NaN.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INDEX_RANGE` for a target that is neither a class nor `ignoreIndex`
   */
  forward(input: Tensor, target: Tensor): Tensor {
    const { scores, targets, classes, weight, shape, toInput } = this.rowsOf(input, target);
    const losses = floats(targets.length);
    const slopes = floats(scores.length);
    let over = 0;
    for (let row = 0; row < targets.length; row++) {
      const index = targets[row] as number;
      if (index === this.ignoreIndex) continue;
      const w = weight ? (weight[index] as number) : 1;
      over += w;
      losses[row] = -w * (scores[row * classes + index] as number);
      slopes[row * classes + index] = -w;
    }
    return Tensor.result([input], reduceLosses(this.reduction, { losses, shape, slopes: [slopes], over, toInput }));
  }
}
