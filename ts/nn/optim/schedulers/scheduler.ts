/**
 * What learning rate schedules have in common. Steps count from 0; formulas are PyTorch's.
 */
import { RnnError } from "../../../errors/rnn-error.js";
import { checkInteger, checkNumber, invalidOption, show } from "../../../errors/validate.js";
import { type CommonSettings, Optimizer } from "../optimizer.js";

/** Any optimizer. */
export type AnyOptimizer = Optimizer<CommonSettings>;

/** The numbers that a schedule continues from. */
export type SchedulerState = Readonly<Record<string, number>>;

/** @throws RnnError `ERR_INVALID_OPTION` */
export function checkOptimizer(optimizer: unknown): AnyOptimizer {
  if (!(optimizer instanceof Optimizer)) throw invalidOption("optimizer", "an optimizer of optim", optimizer);
  return optimizer as AnyOptimizer;
}

/** A schedule that sets the learning rate at each step: `torch.optim.lr_scheduler.LRScheduler`. */
export abstract class LRScheduler {
  /** The optimizer whose learning rate it sets. */
  readonly optimizer: AnyOptimizer;
  #baseLr: number;
  #lastEpoch = 0;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  protected constructor(optimizer: AnyOptimizer) {
    this.optimizer = checkOptimizer(optimizer);
    this.#baseLr = optimizer.lr;
  }

  /** The learning rate that the schedule starts from: the optimizer's when the schedule was made. */
  get baseLr(): number {
    return this.#baseLr;
  }

  /** Steps so far. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The learning rate after the last step, as `get_last_lr()[0]`. */
  get lastLr(): number {
    return this.optimizer.lr;
  }

  /** Sets the next learning rate; to be called after the optimizer's steps of an epoch, or after each step. */
  step(): void {
    const lr = this.lrAt(this.#lastEpoch + 1, this.optimizer.lr);
    this.#lastEpoch++;
    this.optimizer.lr = lr;
  }

  /** What a schedule with the same options continues from. */
  stateDict(): SchedulerState {
    return { baseLr: this.#baseLr, lastEpoch: this.#lastEpoch };
  }

  /**
   * Continues from the state of a schedule with the same options; the optimizer has a state dict for itself.
   * @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION`; nothing is changed then
   */
  loadStateDict(state: SchedulerState): void {
    const { baseLr, lastEpoch } = checkState(state, ["baseLr", "lastEpoch"]);
    checkNumber("baseLr", baseLr, { min: 0 });
    checkInteger("lastEpoch", lastEpoch, 0);
    this.#baseLr = baseLr as number;
    this.#lastEpoch = lastEpoch as number;
  }

  /** @internal The learning rate at `epoch`, which follows one with `lr`. */
  protected abstract lrAt(epoch: number, lr: number): number;
}

/** A state with the given numbers. @throws RnnError `ERR_FORMAT` */
export function checkState(state: SchedulerState, names: readonly string[]): SchedulerState {
  const missing = names.filter((name) => typeof state?.[name] !== "number");
  if (missing.length === 0) return state;
  throw new RnnError("ERR_FORMAT", `loadStateDict: expected numbers ${names.join(", ")}, got ${show(state)}`);
}
