/**
 * A learning rate that falls when a metric no longer improves: `torch.optim.lr_scheduler.ReduceLROnPlateau`.
 */
import { checkInteger, checkKeys, checkNumber, checkOneOf, invalidOption } from "../../../errors/validate.js";
import { type AnyOptimizer, checkOptimizer, checkState, type SchedulerState } from "./scheduler.js";

const modes = ["min", "max"] as const;
const thresholdModes = ["rel", "abs"] as const;

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Whether a smaller metric is better (`"min"`, default) or a larger one. */
  readonly mode?: (typeof modes)[number] | undefined;
  /** What the learning rate is multiplied by, below 1; default 0.1. */
  readonly factor?: number | undefined;
  /** Steps without improvement that are tolerated; default 10. */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be; default 1e-4. */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best (`"rel"`, default) or a difference. */
  readonly thresholdMode?: (typeof thresholdModes)[number] | undefined;
  /** Steps after a reduction that do not count; default 0. */
  readonly cooldown?: number | undefined;
  /** The smallest learning rate; default 0. */
  readonly minLr?: number | undefined;
  /** Reductions by less are not made; default 1e-8. */
  readonly eps?: number | undefined;
}

const optionNames = ["mode", "factor", "patience", "threshold", "thresholdMode", "cooldown", "minLr", "eps"];
const stateNames = ["best", "numBadEpochs", "cooldownCounter", "lastEpoch"];

/** Reduces the learning rate when a metric has stopped improving: `torch.optim.lr_scheduler.ReduceLROnPlateau`. */
export class ReduceLROnPlateau {
  /** The optimizer whose learning rate it sets. */
  readonly optimizer: AnyOptimizer;
  readonly #options: Required<{ [K in keyof ReduceLROnPlateauOptions]: NonNullable<ReduceLROnPlateauOptions[K]> }>;
  #best: number;
  #numBadEpochs = 0;
  #cooldownCounter = 0;
  #lastEpoch = 0;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(optimizer: AnyOptimizer, options: ReduceLROnPlateauOptions = {}) {
    this.optimizer = checkOptimizer(optimizer);
    checkKeys("ReduceLROnPlateau", options, optionNames);
    this.#options = {
      mode: checkOneOf("mode", options.mode ?? "min", modes),
      factor: checkNumber("factor", options.factor ?? 0.1, { min: 0, below: 1 }),
      patience: checkInteger("patience", options.patience ?? 10, 0),
      threshold: checkNumber("threshold", options.threshold ?? 1e-4, { min: 0 }),
      thresholdMode: checkOneOf("thresholdMode", options.thresholdMode ?? "rel", thresholdModes),
      cooldown: checkInteger("cooldown", options.cooldown ?? 0, 0),
      minLr: checkNumber("minLr", options.minLr ?? 0, { min: 0 }),
      eps: checkNumber("eps", options.eps ?? 1e-8, { min: 0 }),
    };
    this.#best = this.#options.mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** The best metric so far. */
  get best(): number {
    return this.#best;
  }

  /** Steps so far. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The learning rate after the last step. */
  get lastLr(): number {
    return this.optimizer.lr;
  }

  /** @param metric of this epoch, such as the validation's loss. @throws RnnError `ERR_INVALID_OPTION` for anything but a number */
  step(metric: number): void {
    // NaN is a metric that is not better.
    if (typeof metric !== "number") throw invalidOption("metric", "a number", metric);
    const { patience, cooldown, factor, minLr, eps } = this.#options;
    this.#lastEpoch++;
    if (this.#isBetter(metric)) {
      this.#best = metric;
      this.#numBadEpochs = 0;
    } else this.#numBadEpochs++;
    if (this.#cooldownCounter > 0) {
      this.#cooldownCounter--;
      this.#numBadEpochs = 0;
    }
    if (this.#numBadEpochs <= patience) return;
    const lr = Math.max(this.optimizer.lr * factor, minLr);
    if (this.optimizer.lr - lr > eps) this.optimizer.lr = lr;
    this.#cooldownCounter = cooldown;
    this.#numBadEpochs = 0;
  }

  /** What a schedule with the same options continues from. */
  stateDict(): SchedulerState {
    return {
      best: this.#best,
      numBadEpochs: this.#numBadEpochs,
      cooldownCounter: this.#cooldownCounter,
      lastEpoch: this.#lastEpoch,
    };
  }

  /** Continues from the state of a schedule with the same options. @throws RnnError `ERR_FORMAT`; nothing is changed then */
  loadStateDict(state: SchedulerState): void {
    const { best, numBadEpochs, cooldownCounter, lastEpoch } = checkState(state, stateNames);
    this.#best = best as number;
    this.#numBadEpochs = numBadEpochs as number;
    this.#cooldownCounter = cooldownCounter as number;
    this.#lastEpoch = lastEpoch as number;
  }

  #isBetter(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === "min" ? -1 : 1;
    const bound = thresholdMode === "rel" ? this.#best * (1 + sign * threshold) : this.#best + sign * threshold;
    return mode === "min" ? metric < bound : metric > bound;
  }
}
