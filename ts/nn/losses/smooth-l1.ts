/**
 * The smooth L1 loss: `torch.nn.SmoothL1Loss`.
 */
import { checkNumber } from "../../errors/validate.js";
import type { LossOptions } from "./reduction.js";
import { SmoothedDifferenceLoss } from "./smoothed-difference.js";

/** Options of {@link SmoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** β ≥ 0: the difference from which the loss is linear; 0 makes it the L1 loss; default 1. */
  readonly beta?: number | undefined;
}

/** ½d²/β for |d| < β, else |d| − ½β, where d = input − target: `torch.nn.SmoothL1Loss`. */
export class SmoothL1Loss extends SmoothedDifferenceLoss {
  /** β: the difference from which the loss is linear. */
  readonly beta: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: SmoothL1LossOptions = {}) {
    super("SmoothL1Loss", options, ["beta"]);
    this.beta = checkNumber("beta", options.beta ?? 1, { min: 0 });
  }

  /** @internal */
  protected override get edge(): number {
    return this.beta;
  }

  /** @internal */
  protected override get scale(): number {
    return 1;
  }
}
