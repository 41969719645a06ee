/**
 * Commands that pause, step and stop a run. They take effect in order between two steps, or immediately while the loop is waiting there.
 */

/** The commands of a run, on the calling thread or in a worker. */
export interface Commands {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Resolves when `count` more updates are made, or the run is paused or has ended. */
  step(count: number): Promise<void>;
  /** Ends the run after the current step; resolves then. */
  stop(): Promise<void>;
  /** Like {@link stop}, but also interrupts a validation. */
  abort(): Promise<void>;
  /** Resolves all waiting calls at the end of the run. */
  end(): void;
}

/** Thrown to end a loop whose result is no longer needed. */
export class Aborted extends Error {}

export class Control implements Commands {
  /** The update before which the run waits. */
  limit = Number.POSITIVE_INFINITY;
  isStopped = false;
  isAborted = false;
  readonly #step: () => number;
  /** Commands that arrive before the loop starts wait for it, so that all of them see its first step. */
  #isResting = false;
  /** Whether the run has ended. */
  isOver = false;
  #commands: (() => void)[] = [];
  #steppers: { readonly target: number; readonly resolve: () => void }[] = [];
  #wake = () => {};
  #onStep = () => {};

  /** @param step returns the number of updates so far */
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
      // Counted from the pause, or from the target of earlier calls.
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

  /** Runs `work` after the current step, or now if the loop is waiting. */
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

  /** For the loop, between two steps: runs pending commands. */
  runCommands(): void {
    this.#carryOut();
    this.#resolveSteppers(this.#step());
    this.check();
  }

  /** For the loop, anywhere. */
  check(): void {
    if (this.isAborted) throw new Aborted();
  }

  /** For the loop: waits between two steps, while commands take effect immediately. A stop ends the wait, and with `untilStep` a `step` too; the result is then undefined. */
  async waitWhilePaused<T>(until?: PromiseLike<T>, { untilStep = false } = {}): Promise<T | undefined> {
    let wake = () => {};
    const woken = new Promise<undefined>((resolve) => {
      wake = () => resolve(undefined);
      // Only a stop interrupts waiting for a promise.
      this.#wake = () => (!until || this.isStopped) && wake();
    });
    this.#isResting = true;
    try {
      this.runCommands();
      // The awaited callback may itself wait for updates that it requests.
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
