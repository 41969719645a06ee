/**
 * A learning rate that increases and decreases once: `torch.optim.lr_scheduler.OneCycleLR`.
 */

import { checkBoolean, checkInteger, checkNumber, checkOneOf, invalidOption } from "../../../errors/validate.js";
import { mismatch } from "../../arrays/mismatch.js";
import { type AnyOptimizer, LRScheduler } from "./scheduler.js";

const strategies = ["cos", "linear"] as const;

/** Options of {@link OneCycleLR}. */
export interface OneCycleLROptions {
  /** The number of steps of the cycle; alternatively give `epochs` and `stepsPerEpoch`. */
  readonly totalSteps?: number | undefined;
  /** The number of epochs of the cycle. */
  readonly epochs?: number | undefined;
  /** The number of steps per epoch. */
  readonly stepsPerEpoch?: number | undefined;
  /** The share of the cycle in which the learning rate increases; default 0.3. */
  readonly pctStart?: number | undefined;
  /** The form of the curve: `"cos"` (default) or `"linear"`. */
  readonly annealStrategy?: (typeof strategies)[number] | undefined;
  /** Whether the momentum (Adam's first beta) changes in the opposite direction; default true. */
  readonly cycleMomentum?: boolean | undefined;
  /** The smallest momentum; default 0.85. */
  readonly baseMomentum?: number | undefined;
  /** The largest momentum; default 0.95. */
  readonly maxMomentum?: number | undefined;
  /** The first learning rate is `maxLr` / `divFactor`; default 25. */
  readonly divFactor?: number | undefined;
  /** The last learning rate is the first one / `finalDivFactor`; default 1e4. */
  readonly finalDivFactor?: number | undefined;
  /** Whether a third phase leads from the first learning rate to the last one, after a decrease as long as the increase; default false. */
  readonly threePhase?: boolean | undefined;
}

const optionNames = [
  "totalSteps",
  "epochs",
  "stepsPerEpoch",
  "pctStart",
  "annealStrategy",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "divFactor",
  "finalDivFactor",
  "threePhase",
];

/** A phase of the cycle: its last step, and the ranges of learning rate and momentum. */
interface Phase {
  readonly end: number;
  readonly lr: readonly [from: number, to: number];
  readonly momentum: readonly [from: number, to: number];
}

/**
 * A learning rate that increases from `maxLr` / `divFactor` to `maxLr`, then decreases to almost 0:
 * `torch.optim.lr_scheduler.OneCycleLR`.
 */
export class OneCycleLR extends LRScheduler {
  /** The number of steps of the cycle. */
  readonly totalSteps: number;
  readonly #phases: readonly Phase[];
  readonly #isLinear: boolean;
  readonly #cycleMomentum: boolean;

  /**
   * Sets the optimizer's learning rate to the first one.
   * @param maxLr the largest learning rate
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(optimizer: AnyOptimizer, maxLr: number, options: OneCycleLROptions) {
    super(optimizer, "OneCycleLR", options, optionNames);
    checkNumber("maxLr", maxLr, { min: 0 });
    this.totalSteps = totalStepsOf(options);
    this.#isLinear = checkOneOf("annealStrategy", options.annealStrategy ?? "cos", strategies) === "linear";
    this.#cycleMomentum = checkBoolean("cycleMomentum", options.cycleMomentum ?? true);
    this.#phases = phasesOf(this.totalSteps, maxLr, options);
    optimizer.lr = this.lrAt(0);
  }

  /** @internal Also sets the momentum. */
  protected override lrAt(epoch: number): number {
    if (epoch > this.totalSteps) {
      throw mismatch("ERR_INVALID_OPTION", "step", `at most totalSteps, ${this.totalSteps}`, String(epoch));
    }
    const index = this.#phases.findIndex(({ end }) => epoch <= end);
    const at = index < 0 ? this.#phases.length - 1 : index;
    const { end, lr, momentum } = this.#phases[at] as Phase;
    const start = this.#phases[at - 1]?.end ?? 0;
    // The rate stays constant after the last phase; a line would continue below 0.
    const share = end === start ? 1 : Math.min(1, (epoch - start) / (end - start));
    if (this.#cycleMomentum) this.optimizer.setMomentum(this.#between(momentum, share));
    return this.#between(lr, share);
  }

  #between([from, to]: readonly [number, number], share: number): number {
    return this.#isLinear ? from + (to - from) * share : to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  }
}

function totalStepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleLROptions): number {
  if (totalSteps !== undefined) return checkInteger("totalSteps", totalSteps, 1);
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw invalidOption("totalSteps", "a positive integer, or epochs and stepsPerEpoch", totalSteps);
  }
  return checkInteger("epochs", epochs, 1) * checkInteger("stepsPerEpoch", stepsPerEpoch, 1);
}

function phasesOf(steps: number, maxLr: number, options: OneCycleLROptions): Phase[] {
  const share = checkNumber("pctStart", options.pctStart ?? 0.3, { min: 0, max: 1 });
  const first = maxLr / checkNumber("divFactor", options.divFactor ?? 25, { above: 0 });
  const last = first / checkNumber("finalDivFactor", options.finalDivFactor ?? 1e4, { above: 0 });
  const low = checkNumber("baseMomentum", options.baseMomentum ?? 0.85, { min: 0, below: 1 });
  const high = checkNumber("maxMomentum", options.maxMomentum ?? 0.95, { min: 0, below: 1 });
  const up: Phase = { end: share * steps - 1, lr: [first, maxLr], momentum: [high, low] };
  const threePhase = checkBoolean("threePhase", options.threePhase ?? false);
  if (!threePhase) return [up, { end: steps - 1, lr: [maxLr, last], momentum: [low, high] }];
  return [
    up,
    { end: 2 * share * steps - 2, lr: [maxLr, first], momentum: [low, high] },
    { end: steps - 1, lr: [first, last], momentum: [high, high] },
  ];
}
