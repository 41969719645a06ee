/**
 * A learning rate that decreases in steps: `torch.optim.lr_scheduler.StepLR`.
 */
import { checkInteger, checkNumber } from "../../../errors/validate.js";
import { type AnyOptimizer, LRScheduler } from "./scheduler.js";

/** Options of {@link StepLR}. */
export interface StepLROptions {
  /** The factor of each change; default 0.1. */
  readonly gamma?: number | undefined;
}

/** Multiplies the learning rate by `gamma` every `stepSize` steps: `torch.optim.lr_scheduler.StepLR`. */
export class StepLR extends LRScheduler {
  /** The number of steps between two changes. */
  readonly stepSize: number;
  /** The factor of each change. */
  readonly gamma: number;

  /**
   * @param stepSize the number of steps between two changes
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(optimizer: AnyOptimizer, stepSize: number, options: StepLROptions = {}) {
    super(optimizer, "StepLR", options, ["gamma"]);
    this.stepSize = checkInteger("stepSize", stepSize, 1);
    this.gamma = checkNumber("gamma", options.gamma ?? 0.1, { min: 0 });
  }

  /** @internal */
  protected override lrAt(epoch: number, lr: number): number {
    return epoch % this.stepSize === 0 ? lr * this.gamma : lr;
  }
}
