/**
 * The Huber loss: `torch.nn.HuberLoss`.
 */
import { checkNumber } from "../../errors/validate.js";
import type { LossOptions } from "./reduction.js";
import { SmoothedDifferenceLoss } from "./smoothed-difference.js";

/** Options of {@link HuberLoss}. */
export interface HuberLossOptions extends LossOptions {
  /** δ > 0: the difference from which the loss is linear; default 1. */
  readonly delta?: number | undefined;
}

/** ½d² for |d| ≤ δ, else δ(|d| − ½δ), where d = input − target: `torch.nn.HuberLoss`. */
export class HuberLoss extends SmoothedDifferenceLoss {
  /** δ: the difference from which the loss is linear. */
  readonly delta: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: HuberLossOptions = {}) {
    super("HuberLoss", options, ["delta"]);
    this.delta = checkNumber("delta", options.delta ?? 1, { above: 0 });
  }

  /** @internal */
  protected override get edge(): number {
    return this.delta;
  }

  /** @internal */
  protected override get scale(): number {
    return this.delta;
  }
}
