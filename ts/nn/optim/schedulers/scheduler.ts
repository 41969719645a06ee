/**
 * The base of learning rate schedules. Steps count from 0, and formulas are PyTorch's.
 */
import { RnnError } from "../../../errors/rnn-error.js";
import { checkInteger, checkKeys, checkNumber, invalidOption, show } from "../../../errors/validate.js";
import { type CommonSettings, Optimizer } from "../optimizer.js";

/** An optimizer of any class. */
export type AnyOptimizer = Optimizer<CommonSettings>;

/** The state of a schedule, for `loadStateDict`. */
export type SchedulerState = Readonly<Record<string, number>>;

/** @throws RnnError `ERR_INVALID_OPTION` */
export function checkOptimizer(optimizer: unknown): AnyOptimizer {
  if (!(optimizer instanceof Optimizer)) throw invalidOption("optimizer", "an optimizer of optim", optimizer);
  return optimizer as AnyOptimizer;
}

/** The base class of schedules that set the learning rate at each step: `torch.optim.lr_scheduler.LRScheduler`. */
export abstract class LRScheduler {
  /** The optimizer whose learning rate it sets. */
  readonly optimizer: AnyOptimizer;
  #baseLr: number;
  #lastEpoch = 0;

  /**
   * @param name of the schedule in errors
   * @param optionNames the known names of `options`
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  protected constructor(optimizer: AnyOptimizer, name: string, options: object, optionNames: readonly string[]) {
    this.optimizer = checkOptimizer(optimizer);
    checkKeys(name, options, optionNames);
    this.#baseLr = optimizer.lr;
  }

  /** The initial learning rate: the optimizer's at the creation of the schedule. */
  get baseLr(): number {
    return this.#baseLr;
  }

  /** The number of steps so far. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The learning rate after the last step, like `get_last_lr()[0]`. */
  get lastLr(): number {
    return this.optimizer.lr;
  }

  /** Sets the next learning rate. Call it after each epoch, or after each step of the optimizer. */
  step(): void {
    const lr = this.lrAt(this.#lastEpoch + 1, this.optimizer.lr);
    this.#lastEpoch++;
    this.optimizer.lr = lr;
  }

  /** The state from which a schedule with the same options continues. */
  stateDict(): SchedulerState {
    return { baseLr: this.#baseLr, lastEpoch: this.#lastEpoch };
  }

  /**
   * Continues from the state of a schedule with the same options. The optimizer's state is saved separately.
   * @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION`. The schedule then stays as it was.
   */
  loadStateDict(state: SchedulerState): void {
    const { baseLr, lastEpoch } = checkState(state, ["baseLr", "lastEpoch"]);
    checkNumber("baseLr", baseLr, { min: 0 });
    checkInteger("lastEpoch", lastEpoch, 0);
    this.#baseLr = baseLr as number;
    this.#lastEpoch = lastEpoch as number;
  }

  /** @internal The learning rate at `epoch`, given the previous one, `lr`. */
  protected abstract lrAt(epoch: number, lr: number): number;
}

/** Checks that a state has the given numbers. @throws RnnError `ERR_FORMAT` */
export function checkState(state: SchedulerState, names: readonly string[]): SchedulerState {
  const missing = names.filter((name) => typeof state?.[name] !== "number");
  if (missing.length === 0) return state;
  throw new RnnError("ERR_FORMAT", `loadStateDict: expected numbers ${names.join(", ")}, got ${show(state)}`);
}
