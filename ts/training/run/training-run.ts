/**
 * The public interface of a run: progress, pausing, stepping, stopping, checkpoints. The session that does the work is loaded when it starts.
 */

import { loadEngine } from "../../core/load.js";
import { loadingError } from "../../core/wasm-support.js";
import { ReadingControl } from "../../data/reading.js";
import { isPromise, isRecord } from "../../errors/realms.js";
import { checkInteger } from "../../errors/validate.js";
import { yieldToEventLoop } from "../../host/event-loop.js";
import { globalGenerator } from "../../random/generator.js";
import type { AnyOptions, Model, Progress, TrainedModel } from "../../tasks/types.js";
import type { Runner } from "../loop/local-runner.js";
import type { Session } from "./session.js";

/**
 * A training run. Iterating over it yields its progress; slow consumers get only the latest. Leaving the iteration does not stop the run. A
 * failure rejects `result`; an active `for await` throws it too, and then it counts as handled.
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
  /** The session; commands wait, in order, until it is loaded. */
  readonly #loading: Promise<Session>;
  #session: Session | undefined;
  #latest: P | undefined;
  /** The number of progress reports so far. */
  #count = 0;
  /** Active iterations, and the function that wakes waiting ones. */
  #readers = 0;
  readonly #reading = new ReadingControl();
  #news!: Promise<void>;
  #announce!: () => void;

  private constructor(data: unknown, given: AnyOptions) {
    this.result = new Promise<TrainedModel<One>>((resolve, reject) => {
      this.#resolve = resolve as (model: TrainedModel) => void;
      this.#reject = reject;
    });
    this.#awaitNews();
    const { options, failure } = copyOf(given);
    const isSeeded = options?.seed !== undefined || options?.resume !== undefined;
    const seed = isSeeded ? undefined : globalGenerator().nextUint32();
    // Loads both at once. Errors of the engine are reported when it is used, those of the option when it is checked.
    loadEngine(options?.variant).catch(() => {});
    this.#loading = import("./session.js")
      .then(({ Session }) => Session.open(options ?? {}))
      .catch((error) => Promise.reject(loadingError(error)));
    void this.#conduct(data, options, seed);
    if (failure) this.#fail(failure.error);
  }

  /** @internal `startTraining()` creates runs. */
  static start<One extends Model>(data: unknown, options: AnyOptions): TrainingRun<One> {
    return new TrainingRun<One>(data, options);
  }

  /** @internal Keeps Vue from wrapping it in a reactive proxy, which private fields do not survive. */
  get __v_skip(): true {
    return true;
  }

  /** Pauses the run. Resolves after the current step. */
  pause(): Promise<void> {
    return this.#command((runner) => runner.pause());
  }

  /** Continues after a pause. */
  resume(): Promise<void> {
    return this.#command((runner) => runner.resume());
  }

  /**
   * Makes `count` updates and pauses. Resolves when they are made, or when the run ends earlier.
   * @throws the run's error if it failed before the first of them. `result` rejects with it too and must be handled, for example with
   * `run.result.catch(() => {})` if you only use steps
   */
  step(count = 1): Promise<void> {
    let stepping: Promise<void>;
    try {
      checkInteger("count", count, 0);
      // Synchronously if possible, like all commands.
      stepping = this.#session ? this.#session.step(count) : this.#loading.then((session) => session.step(count));
    } catch (error) {
      return Promise.reject(error);
    }
    // Callers that only await `result` must not see an unhandled rejection here.
    stepping.catch(() => {});
    return stepping;
  }

  /** Stops the run and keeps the current model. Resolves after the current step. */
  stop(): Promise<void> {
    this.#reading.stop();
    return this.#command((runner) => runner.stop());
  }

  /**
   * Creates a checkpoint, from which `resume` continues as if the run had never stopped; `load()` reads its current model. After the end of
   * the run it contains the final state, after a failure the last valid weights, which are one or a few seconds old if the engine crashed or the
   * worker was lost.
   * @throws the run's error if it failed before there was a model
   */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await (await this.#loading).checkpoint();
    if (!bytes) throw this.#failure?.error;
    return bytes;
  }

  /** Yields progress; slow consumers get only the latest. Throws the run's error. */
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

  async #conduct(data: unknown, options: AnyOptions, seed: number | undefined): Promise<void> {
    let unwatch = () => {};
    try {
      const session = await this.#loading;
      this.#session = session;
      // In a later task, so that the caller can pause the run before the first update.
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

  /** Aborts the run when the signal fires. @returns a function that stops listening */
  #watch(signal: AbortSignal | undefined): () => void {
    // An invalid signal is rejected later, with the other options.
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
    // Not awaited, because the callback may itself wait for the run.
    if (isPromise(returned)) returned.then(undefined, (error) => this.#fail(error));
    // Consumers that keep up have taken it after this microtask.
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

  /** Wakes waiting iterations. */
  #awaitNews(): void {
    this.#announce?.();
    this.#news = new Promise((resolve) => {
      this.#announce = resolve;
    });
  }

  async #command(command: (runner: Runner) => Promise<void>): Promise<void> {
    try {
      // Synchronously if possible: from a callback, it then takes effect before the next update.
      await command((this.#session ?? (await this.#loading)).runner);
    } catch {
      // The run's error is reported by `result` only.
    }
  }
}

/** Options that are not copied: data, files and live objects. All others are plain values or small arrays or objects of them. */
const shared: ReadonlySet<string> = new Set(["weights", "resume", "validation", "signal"]);

function copyOfPlain(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  return isRecord(value) ? { ...value } : value;
}

/** Copies the options, because the caller may change the object. Anything but an object is rejected later, with the other options. */
function copyOf(given: AnyOptions): { options: AnyOptions; failure?: { readonly error: unknown } } {
  try {
    if (!isRecord(given)) return { options: given };
    const entries = Object.entries(given).map(([name, value]) => [name, shared.has(name) ? value : copyOfPlain(value)]);
    return { options: Object.fromEntries(entries) };
  } catch (error) {
    return { options: {}, failure: { error } };
  }
}
