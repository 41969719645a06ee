/**
 * The absolute error: `torch.nn.L1Loss`.
 */
import { DifferenceLoss } from "./difference.js";
import type { LossOptions } from "./reduction.js";

/** Options of {@link L1Loss}. */
export interface L1LossOptions extends LossOptions {}

/** The absolute error |input − target|, with gradient 0 at 0: `torch.nn.L1Loss`. */
export class L1Loss extends DifferenceLoss {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: L1LossOptions = {}) {
    super("L1Loss", options);
  }

  /** @internal */
  protected override lossOf(difference: number): number {
    return Math.abs(difference);
  }

  /** @internal */
  protected override slopeOf(difference: number): number {
    return Math.sign(difference);
  }
}
