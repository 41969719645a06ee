/**
 * The base of losses that depend only on the difference of prediction and target.
 */
import { flatFloats } from "../arrays/storage.js";
import { floats } from "../arrays/values.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";
import { checkShaped, Loss, reduceLosses } from "./reduction.js";

/** A loss of `input − target`, element by element. */
export abstract class DifferenceLoss extends Loss {
  /**
   * Computes the loss.
   * @param input float32 predictions of any shape
   * @param target float32, the same shape. Other shapes are errors; PyTorch broadcasts them with a warning
   * @returns shape [], or the input's shape without a reduction. The mean over no elements is NaN.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`
   */
  forward(input: Tensor, target: Tensor): Tensor {
    checkTensor("input", input, "float32");
    checkShaped("target", target, input.shape);
    const [x, y] = [flatFloats(input), flatFloats(target)];
    const [losses, slopes] = [floats(x.length), floats(x.length)];
    for (let i = 0; i < x.length; i++) {
      const difference = (x[i] as number) - (y[i] as number);
      losses[i] = this.lossOf(difference);
      slopes[i] = this.slopeOf(difference);
    }
    const byTarget = target.requiresGrad ? slopes.map((slope) => -slope) : null;
    const element = { losses, shape: input.shape, slopes: [slopes, byTarget] };
    return Tensor.result([input, target], reduceLosses(this.reduction, element));
  }

  /** @internal The loss of one element. */
  protected abstract lossOf(difference: number): number;

  /** @internal The derivative of the loss. */
  protected abstract slopeOf(difference: number): number;
}
