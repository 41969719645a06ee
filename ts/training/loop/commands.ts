/**
 * How a run is paused, stepped and stopped from outside. Commands take effect at the boundary of a step, in the order in which they came;
 * while the loop rests at one, at once.
 */

/** What can be asked of a run, on whichever thread it is. */
export interface Commands {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Resolves when `count` updates more are made, or the run is paused or over. */
  step(count: number): Promise<void>;
  /** Resolves at a boundary; the run ends there. */
  stop(): Promise<void>;
  /** As {@link stop}, in the middle of a validation too. */
  abort(): Promise<void>;
  /** Resolves all waiting calls: nothing will happen any more. */
  end(): void;
}

/** Ends a loop whose result is no longer wanted. */
export class Aborted extends Error {}

export class Control implements Commands {
  /** The update before which the run waits. */
  limit = Number.POSITIVE_INFINITY;
  isStopped = false;
  isAborted = false;
  readonly #step: () => number;
  /** Before the loop has begun commands wait, so that each of them finds the run where it begins. */
  #isResting = false;
  /** Whether nothing will happen any more. */
  isOver = false;
  #commands: (() => void)[] = [];
  #steppers: { readonly target: number; readonly resolve: () => void }[] = [];
  #wake = () => {};
  #onStep = () => {};

  /** @param step tells how many updates are made */
  constructor(step: () => number) {
    this.#step = step;
  }

  pause(): Promise<void> {
    return this.atBoundary(() => {
      this.limit = this.#step();
      this.#resolveSteppers(Number.POSITIVE_INFINITY);
    });
  }

  resume(): Promise<void> {
    return this.atBoundary(() => {
      this.limit = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }

  async step(count: number): Promise<void> {
    await this.atBoundary(() => {
      const made = this.#step();
      // After a pause, or what earlier calls still have to do.
      this.limit = (this.limit === Number.POSITIVE_INFINITY ? made : Math.max(made, this.limit)) + count;
      this.#wake();
      const target = this.limit;
      if (this.isOver || made >= target) return;
      const stepped = new Promise<void>((resolve) => this.#steppers.push({ target, resolve }));
      this.#onStep();
      return stepped;
    });
  }

  stop(): Promise<void> {
    this.isStopped = true;
    this.#wake();
    return this.atBoundary(() => {});
  }

  abort(): Promise<void> {
    this.isAborted = true;
    return this.stop();
  }

  /** Runs `work` at the next boundary, or now if the run rests at one. */
  atBoundary<T>(work: () => T | PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const command = () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      if (this.#isResting) command();
      else this.#commands.push(command);
    });
  }

  /** Whether the loop has to wait, or to stop. */
  get mustWait(): boolean {
    return this.isStopped || this.#step() >= this.limit;
  }

  /** For the loop, at a boundary: carries out what was asked for. */
  runCommands(): void {
    this.#carryOut();
    this.#resolveSteppers(this.#step());
    this.check();
  }

  /** For the loop, anywhere. */
  check(): void {
    if (this.isAborted) throw new Aborted();
  }

  /** For the loop: waits at a boundary, while commands take effect at once. Stopping ends the wait, and a call of `step` where `untilStep` says so: the result is undefined then. */
  async waitWhilePaused<T>(until?: PromiseLike<T>, { untilStep = false } = {}): Promise<T | undefined> {
    let wake = () => {};
    const woken = new Promise<undefined>((resolve) => {
      wake = () => resolve(undefined);
      // Only a stop cuts a wait for something short.
      this.#wake = () => (!until || this.isStopped) && wake();
    });
    this.#isResting = true;
    try {
      this.runCommands();
      // What is waited for may itself wait for the updates that it asks for.
      if (untilStep) this.#onStep = wake;
      if (this.isStopped) return undefined;
      return await (until ? Promise.race([until, woken]) : woken);
    } finally {
      this.#wake = () => {};
      this.#onStep = () => {};
      this.#isResting = false;
      this.check();
    }
  }

  end(): void {
    this.#isResting = true;
    this.#carryOut();
    this.isOver = true;
    this.#resolveSteppers(Number.POSITIVE_INFINITY);
  }

  #carryOut(): void {
    const commands = this.#commands;
    this.#commands = [];
    for (const command of commands) command();
  }

  #resolveSteppers(step: number): void {
    const waiting = this.#steppers;
    this.#steppers = waiting.filter(({ target }) => target > step);
    for (const { target, resolve } of waiting) if (target <= step) resolve();
  }
}
