/**
 * A learning rate that falls in steps: `torch.optim.lr_scheduler.StepLR`.
 */
import { checkInteger, checkKeys, checkNumber } from "../../../errors/validate.js";
import { type AnyOptimizer, LRScheduler } from "./scheduler.js";

/** Options of {@link StepLR}. */
export interface StepLROptions {
  /** What the learning rate is multiplied by; default 0.1. */
  readonly gamma?: number | undefined;
}

/** Multiplies the learning rate by `gamma` every `stepSize` steps: `torch.optim.lr_scheduler.StepLR`. */
export class StepLR extends LRScheduler {
  /** Steps between two changes. */
  readonly stepSize: number;
  /** What the learning rate is multiplied by. */
  readonly gamma: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(optimizer: AnyOptimizer, stepSize: number, options: StepLROptions = {}) {
    super(optimizer);
    this.stepSize = checkInteger("stepSize", stepSize, 1);
    checkKeys("StepLR", options, ["gamma"]);
    this.gamma = checkNumber("gamma", options.gamma ?? 0.1, { min: 0 });
  }

  /** @internal */
  protected override lrAt(epoch: number, lr: number): number {
    return epoch % this.stepSize === 0 ? lr * this.gamma : lr;
  }
}
