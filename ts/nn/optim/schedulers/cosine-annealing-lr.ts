/**
 * A learning rate that falls along a cosine: `torch.optim.lr_scheduler.CosineAnnealingLR`.
 */
import { checkInteger, checkKeys, checkNumber } from "../../../errors/validate.js";
import { type AnyOptimizer, LRScheduler } from "./scheduler.js";

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The smallest learning rate; default 0. */
  readonly etaMin?: number | undefined;
}

/** Half a cosine from the learning rate to `etaMin` in `tMax` steps, and up again: `torch.optim.lr_scheduler.CosineAnnealingLR`. */
export class CosineAnnealingLR extends LRScheduler {
  /** Steps to the smallest learning rate. */
  readonly tMax: number;
  /** The smallest learning rate. */
  readonly etaMin: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(optimizer: AnyOptimizer, tMax: number, options: CosineAnnealingLROptions = {}) {
    super(optimizer);
    this.tMax = checkInteger("tMax", tMax, 1);
    checkKeys("CosineAnnealingLR", options, ["etaMin"]);
    this.etaMin = checkNumber("etaMin", options.etaMin ?? 0, { min: 0 });
  }

  /** @internal From the learning rate before, as PyTorch's, so that it works together with other schedules. */
  protected override lrAt(epoch: number, lr: number): number {
    const { tMax, etaMin, baseLr } = this;
    // At the bottom the quotient below would be 0 / 0.
    if ((epoch - 1 - tMax) % (2 * tMax) === 0) return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    const height = (at: number) => 1 + Math.cos((Math.PI * at) / tMax);
    return (height(epoch) / height(epoch - 1)) * (lr - etaMin) + etaMin;
  }
}
