/**
 * The Huber loss: `torch.nn.HuberLoss`.
 */
import { checkNumber } from "../../errors/validate.js";
import { DifferenceLoss } from "./difference.js";
import type { LossOptions } from "./reduction.js";

/** Options of {@link HuberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** δ > 0: up to this difference the loss is a square, from there on a line; default 1. */
  readonly delta?: number | undefined;
}

/** ½d² for |d| ≤ δ, else δ(|d| − ½δ): `torch.nn.HuberLoss`. */
export class HuberLoss extends DifferenceLoss {
  /** δ: up to this difference the loss is a square. */
  readonly delta: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: HuberLossOptions = {}) {
    super("HuberLoss", options, ["delta"]);
    this.delta = checkNumber("delta", options.delta ?? 1, { above: 0 });
  }

  /** @internal */
  protected override lossOf(difference: number): number {
    const size = Math.abs(difference);
    return size <= this.delta ? 0.5 * size * size : this.delta * (size - 0.5 * this.delta);
  }

  /** @internal */
  protected override slopeOf(difference: number): number {
    return Math.abs(difference) <= this.delta ? difference : this.delta * Math.sign(difference);
  }
}
