/**
 * A learning rate that decreases along a cosine: `torch.optim.lr_scheduler.CosineAnnealingLR`.
 */
import { checkInteger, checkNumber } from "../../../errors/validate.js";
import { type AnyOptimizer, LRScheduler } from "./scheduler.js";

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions {
  /** The smallest learning rate; default 0. */
  readonly etaMin?: number | undefined;
}

/**
 * A learning rate that follows half a cosine down to `etaMin` in `tMax` steps, then up again:
 * `torch.optim.lr_scheduler.CosineAnnealingLR`.
 */
export class CosineAnnealingLR extends LRScheduler {
  /** The number of steps to the smallest learning rate. */
  readonly tMax: number;
  /** The smallest learning rate. */
  readonly etaMin: number;

  /**
   * @param tMax the number of steps to the smallest learning rate
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(optimizer: AnyOptimizer, tMax: number, options: CosineAnnealingLROptions = {}) {
    super(optimizer, "CosineAnnealingLR", options, ["etaMin"]);
    this.tMax = checkInteger("tMax", tMax, 1);
    this.etaMin = checkNumber("etaMin", options.etaMin ?? 0, { min: 0 });
  }

  /** @internal Computed from the previous learning rate, as in PyTorch, so that it combines with other schedules. */
  protected override lrAt(epoch: number, lr: number): number {
    const { tMax, etaMin, baseLr } = this;
    // After the minimum the quotient below would be 0 / 0.
    if ((epoch - 1 - tMax) % (2 * tMax) === 0) return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
    const height = (at: number) => 1 + Math.cos((Math.PI * at) / tMax);
    return (height(epoch) / height(epoch - 1)) * (lr - etaMin) + etaMin;
  }
}
