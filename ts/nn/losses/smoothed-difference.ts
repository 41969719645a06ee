/**
 * The base of the Huber and the smooth L1 loss, which differ only in their scale.
 */
import { DifferenceLoss } from "./difference.js";

/** A loss that is quadratic for small differences and linear beyond: scale · (|d| < edge ? ½d²/edge : |d| − ½edge). */
export abstract class SmoothedDifferenceLoss extends DifferenceLoss {
  /** @internal The difference from which the loss is linear. */
  protected abstract get edge(): number;

  /** @internal The slope of the linear part. */
  protected abstract get scale(): number;

  /** @internal */
  protected override lossOf(difference: number): number {
    const { edge, scale } = this;
    const size = Math.abs(difference);
    // Divided by edge / scale, which is exactly 1 for the Huber loss.
    return size < edge ? (0.5 * size * size) / (edge / scale) : scale * (size - 0.5 * edge);
  }

  /** @internal */
  protected override slopeOf(difference: number): number {
    const { edge, scale } = this;
    return Math.abs(difference) < edge ? difference / (edge / scale) : scale * Math.sign(difference);
  }
}
