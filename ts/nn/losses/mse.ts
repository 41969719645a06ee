/**
 * The squared error: `torch.nn.MSELoss`.
 */
import { DifferenceLoss } from "./difference.js";
import type { LossOptions } from "./reduction.js";

/** Options of {@link MSELoss}. */
export interface MSELossOptions extends LossOptions {}

/** The squared error (input − target)²: `torch.nn.MSELoss`. */
export class MSELoss extends DifferenceLoss {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(options: MSELossOptions = {}) {
    super("MSELoss", options);
  }

  /** @internal */
  protected override lossOf(difference: number): number {
    return difference * difference;
  }

  /** @internal */
  protected override slopeOf(difference: number): number {
    return 2 * difference;
  }
}
