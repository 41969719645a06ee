/**
 * The smooth L1 loss: `torch.nn.SmoothL1Loss`.
 */
import { checkNumber } from "../../errors/validate.js";
import { DifferenceLoss } from "./difference.js";
import type { LossOptions } from "./reduction.js";

/** Options of {@link SmoothL1Loss}. */
export interface SmoothL1LossOptions extends LossOptions {
  /** β ≥ 0: below this difference the loss is a square, from there on |d| − ½β; 0 makes it L1; default 1. */
  readonly beta?: number | undefined;
}

/** ½d²/β for |d| < β, else |d| − ½β: `torch.nn.SmoothL1Loss`. */
export class SmoothL1Loss extends DifferenceLoss {
  /** β: below this difference the loss is a square. */
  readonly beta: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: SmoothL1LossOptions = {}) {
    super("SmoothL1Loss", options, ["beta"]);
    this.beta = checkNumber("beta", options.beta ?? 1, { min: 0 });
  }

  /** @internal */
  protected override lossOf(difference: number): number {
    const size = Math.abs(difference);
    return size < this.beta ? (0.5 * size * size) / this.beta : size - 0.5 * this.beta;
  }

  /** @internal */
  protected override slopeOf(difference: number): number {
    return Math.abs(difference) < this.beta ? difference / this.beta : Math.sign(difference);
  }
}
