/**
 * A learning rate that decreases when a metric stops improving: `torch.optim.lr_scheduler.ReduceLROnPlateau`.
 */
import { checkInteger, checkKeys, checkNumber, checkOneOf, invalidOption } from "../../../errors/validate.js";
import { type AnyOptimizer, checkOptimizer, checkState, type SchedulerState } from "./scheduler.js";

const modes = ["min", "max"] as const;
const thresholdModes = ["rel", "abs"] as const;

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** Whether smaller (`"min"`, default) or larger (`"max"`) metrics are better. */
  readonly mode?: (typeof modes)[number] | undefined;
  /** The factor of each reduction, 0 ≤ factor < 1; default 0.1. */
  readonly factor?: number | undefined;
  /** The number of steps without improvement before a reduction; default 10. */
  readonly patience?: number | undefined;
  /** The minimum improvement over the best metric; default 1e-4. */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of the best metric (`"rel"`, default) or a difference (`"abs"`). */
  readonly thresholdMode?: (typeof thresholdModes)[number] | undefined;
  /** The number of steps after a reduction that do not count towards `patience`; default 0. */
  readonly cooldown?: number | undefined;
  /** The smallest learning rate; default 0. */
  readonly minLr?: number | undefined;
  /** The minimum reduction; smaller ones are skipped; default 1e-8. */
  readonly eps?: number | undefined;
}

const optionNames = ["mode", "factor", "patience", "threshold", "thresholdMode", "cooldown", "minLr", "eps"];
const stateNames = ["best", "numBadEpochs", "cooldownCounter", "lastEpoch"];

/** Reduces the learning rate when a metric stops improving: `torch.optim.lr_scheduler.ReduceLROnPlateau`. */
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

  /** The number of steps so far. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The learning rate after the last step. */
  get lastLr(): number {
    return this.optimizer.lr;
  }

  /**
   * Counts a step, and reduces the learning rate if the metric has not improved for `patience` steps.
   * @param metric the metric of this epoch, such as the validation loss
   * @throws RnnError `ERR_INVALID_OPTION` for anything but a number
   */
  step(metric: number): void {
    // NaN is allowed, and counts as no improvement.
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

  /** The state from which a schedule with the same options continues. */
  stateDict(): SchedulerState {
    return {
      best: this.#best,
      numBadEpochs: this.#numBadEpochs,
      cooldownCounter: this.#cooldownCounter,
      lastEpoch: this.#lastEpoch,
    };
  }

  /** Continues from the state of a schedule with the same options. @throws RnnError `ERR_FORMAT`; the schedule then stays as it was */
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
