/**
 * A training run as its starter sees it: watched, paused, stepped, stopped, kept in a file. What does the work is loaded when it begins.
 */

import { loadEngine } from "../../core/load.js";
import { loadingError } from "../../core/wasm-support.js";
import { ReadingControl } from "../../data/reading.js";
import { isPromise } from "../../errors/realms.js";
import { checkInteger } from "../../errors/validate.js";
import { yieldToEventLoop } from "../../host/event-loop.js";
import { globalGenerator } from "../../random/generator.js";
import type { Model, Progress, TrainedModel, TrainOptions } from "../../tasks/types.js";
import type { Runner } from "../loop/local-runner.js";
import type { Session } from "./session.js";

/**
 * A run. Iterating over it gives its progress: all of it to a consumer that keeps up, the latest to a slower one. Leaving the iteration
 * does not stop the run. A failure rejects `result`; a `for await` that is under way throws it, and then counts as having handled it.
 */
export class TrainingRun<One extends Model = Model, P extends Progress = Progress<One["task"]>>
  implements AsyncIterable<P>
{
  /** The trained model. */
  readonly result: Promise<TrainedModel<One>>;
  #resolve!: (model: TrainedModel) => void;
  #reject!: (error: unknown) => void;
  #failure: { readonly error: unknown } | undefined;
  #isSettled = false;
  /** What does the work; before it is loaded commands wait, in their order. */
  readonly #loading: Promise<Session>;
  #session: Session | undefined;
  #latest: P | undefined;
  /** How many there were. */
  #count = 0;
  /** Iterations that are under way, and what wakes those that wait. */
  #readers = 0;
  readonly #reading = new ReadingControl();
  #news!: Promise<void>;
  #announce!: () => void;

  private constructor(data: unknown, given: TrainOptions) {
    this.result = new Promise<TrainedModel<One>>((resolve, reject) => {
      this.#resolve = resolve as (model: TrainedModel) => void;
      this.#reject = reject;
    });
    this.#awaitNews();
    const { options, failure } = copyOf(given);
    const isSeeded = options?.seed !== undefined || options?.resume !== undefined;
    const seed = isSeeded ? undefined : globalGenerator().nextUint32();
    // Both at once. What is wrong with the engine is told when it is asked for.
    if (options?.variant === undefined) loadEngine().catch(() => {});
    this.#loading = import("./session.js")
      .then(({ Session }) => Session.open(options ?? {}))
      .catch((error) => Promise.reject(loadingError(error)));
    void this.#conduct(data, options, seed);
    if (failure) this.#fail(failure.error);
  }

  /** @internal Runs are made by `startTraining()`. */
  static start<One extends Model>(data: unknown, options: TrainOptions): TrainingRun<One> {
    return new TrainingRun<One>(data, options);
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** Waits with the next update. Resolves at the boundary of a step. */
  pause(): Promise<void> {
    return this.#command((runner) => runner.pause());
  }

  /** Continues. */
  resume(): Promise<void> {
    return this.#command((runner) => runner.resume());
  }

  /**
   * Makes `count` updates and stays paused. Resolves when they are made, or when the run ends before.
   * @throws what the run failed with, if that was before it could make any. `result` rejects with it as well, and wants to be handled too:
   * `run.result.catch(() => {})` where only steps are looked at
   */
  step(count = 1): Promise<void> {
    let stepping: Promise<void>;
    try {
      checkInteger("count", count, 0);
      // At once if it can be, as all commands.
      stepping = this.#session ? this.#session.step(count) : this.#loading.then((session) => session.step(count));
    } catch (error) {
      return Promise.reject(error);
    }
    // Callers that only await `result` must not see an unhandled rejection here.
    stepping.catch(() => {});
    return stepping;
  }

  /** Ends the run and keeps the model so far. Resolves at the boundary of a step. */
  stop(): Promise<void> {
    this.#reading.stop();
    return this.#command((runner) => runner.stop());
  }

  /**
   * A file from which `resume` continues as if the run had never stopped; `load()` reads the model so far from it. Also after the end, and
   * after a failure: the last good weights. Where the engine crashed or the worker was lost, they are those of a second before, or so.
   * @throws what the run failed with, if that was before there was a model
   */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await (await this.#loading).checkpoint();
    if (!bytes) throw this.#failure?.error;
    return bytes;
  }

  /** Progress as it comes; a slow reader gets the latest. A failure is thrown here. */
  async *[Symbol.asyncIterator](): AsyncGenerator<P, void, undefined> {
    let seen = 0;
    this.#readers++;
    try {
      for (;;) {
        if (this.#failure) throw this.#failure.error;
        if (this.#latest && this.#count > seen) {
          seen = this.#count;
          yield this.#latest;
        } else if (this.#isSettled) return;
        else await this.#news;
      }
    } finally {
      this.#readers--;
    }
  }

  async #conduct(data: unknown, options: TrainOptions, seed: number | undefined): Promise<void> {
    let unwatch = () => {};
    try {
      const session = await this.#loading;
      this.#session = session;
      // In a later task, so that the caller can pause the run before its first update.
      await yieldToEventLoop();
      unwatch = this.#watch(options?.signal);
      const model = await session.run(data, options, seed, {
        progress: (progress) => this.#progress(progress as P, options.onProgress as (progress: P) => unknown),
        reading: this.#reading,
      });
      if (this.#isSettled) return;
      this.#settle();
      this.#resolve(model);
    } catch (error) {
      this.#fail(loadingError(error));
    } finally {
      unwatch();
    }
  }

  /** Ends the run when the signal says so. Returns how to stop listening. */
  #watch(signal: AbortSignal | undefined): () => void {
    // One that is no signal is refused where all options are checked.
    if (typeof signal?.addEventListener !== "function") return () => {};
    const abort = () => this.#fail(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    return () => signal.removeEventListener("abort", abort);
  }

  #progress(progress: P, onProgress: ((progress: P) => unknown) | undefined): undefined | Promise<void> {
    this.#latest = progress;
    this.#count++;
    this.#awaitNews();
    const returned = onProgress?.(progress);
    // Not waited for, since it may itself wait for the run.
    if (isPromise(returned)) returned.then(undefined, (error) => this.#fail(error));
    // A consumer that keeps up has taken it when the turn is over.
    return this.#readers > 0 ? yieldToEventLoop() : undefined;
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#failure = { error };
    this.#reading.abort(error);
    if (this.#readers > 0) this.result.catch(() => {});
    this.#reject(error);
    this.#settle();
    void this.#command((runner) => runner.abort());
  }

  #settle(): void {
    this.#isSettled = true;
    this.#awaitNews();
  }

  /** Wakes those who wait, and lets them wait again. */
  #awaitNews(): void {
    this.#announce?.();
    this.#news = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  async #command(command: (runner: Runner) => Promise<void>): Promise<void> {
    try {
      // At once if it can be: from a callback it then takes effect before the next update.
      await command((this.#session ?? (await this.#loading)).runner);
    } catch {
      // What a run fails with is told by its result alone.
    }
  }
}

/** Options that are data, files or live objects, and not copied; all others are small arrays or objects of plain values, if not less. */
const shared: ReadonlySet<string> = new Set(["weights", "resume", "validation", "signal"]);

function copyOfPlain(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  return typeof value === "object" && value !== null ? { ...value } : value;
}

/** The options as they are now, whatever becomes of the object; what is no object is refused where all options are checked. */
function copyOf(given: TrainOptions): { options: TrainOptions; failure?: { readonly error: unknown } } {
  try {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return { options: given };
    const entries = Object.entries(given).map(([name, value]) => [name, shared.has(name) ? value : copyOfPlain(value)]);
    return { options: Object.fromEntries(entries) };
  } catch (error) {
    return { options: {}, failure: { error } };
  }
}
