/**
 * A training run as its starter sees it: watched, paused, stepped, stopped, kept in a file.
 */
import type { Alphabet } from "../data/alphabet.js";
import type { Sequence } from "../data/sequence.js";
import { type KnownData, recognize } from "../data/training-data.js";
import { loadEngine } from "../engine/index.js";
import { Model } from "../model/model.js";
import { checkInteger } from "../options.js";
import { globalGenerator } from "../random/generator.js";
import { turn } from "../turn.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, resumedOptions } from "./checkpoint.js";
import type { Report, Snapshot } from "./job.js";
import type { Finish } from "./loop.js";
import type { TrainOptions } from "./options.js";
import { LocalPerformer, type Performer } from "./perform.js";
import { type Prepared, prepare } from "./prepare.js";
import type { Progress } from "./progress.js";
import { checkNames, type Settings, settingsOf } from "./settings.js";
import { RemotePerformer } from "./worker/remote.js";

/** What is known of a run before its data is read. */
interface Plan {
  readonly known: KnownData;
  readonly options: TrainOptions;
  readonly settings: Settings;
  readonly seed: number;
  readonly checkpoint: Checkpoint | undefined;
}

function planOf(data: unknown, given: unknown): Plan {
  checkNames(given);
  const known = recognize(data);
  const { resume } = given as TrainOptions;
  const checkpoint = resume === undefined ? undefined : decodeCheckpoint(resume);
  const options = checkpoint
    ? resumedOptions(given as TrainOptions, checkpoint.options)
    : { ...(given as TrainOptions) };
  const settings = settingsOf(known.form, options);
  return { known, options, settings, seed: settings.seed ?? globalGenerator().nextUint32(), checkpoint };
}

/**
 * A run. Iterating over it gives its progress: all of it to a consumer that keeps up, the latest to a slower one. Leaving the iteration
 * does not stop the run. A failure rejects `result`; a `for await` that is under way throws it, and then counts as having handled it.
 */
export class TrainingRun<Output extends Sequence = Sequence> implements AsyncIterable<Progress> {
  /** The trained model. */
  readonly result: Promise<Model<Output>>;
  #resolve!: (model: Model) => void;
  #reject!: (error: unknown) => void;
  #failure: { readonly error: unknown } | undefined;
  #isSettled = false;
  #performer: Performer | undefined;
  #prepared: Prepared | undefined;
  #finish: Finish | undefined;
  #end!: () => void;
  /** Resolves when nothing goes on any more. */
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });
  #latest: Progress | undefined;
  /** How many there were. */
  #count = 0;
  /** Iterations that are under way, and what wakes those that wait. */
  #readers = 0;
  #news!: Promise<void>;
  #announce!: () => void;

  private constructor(data: unknown, options: unknown) {
    this.result = new Promise<Model>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    }) as Promise<Model<Output>>;
    this.#awaitNews();
    let plan: Plan | undefined;
    try {
      plan = planOf(data, options);
      const firstStep = plan.checkpoint?.snapshot.state.step ?? 0;
      this.#performer = plan.settings.worker ? new RemotePerformer(firstStep) : new LocalPerformer(firstStep);
    } catch (error) {
      this.#failure = { error };
    }
    void this.#conduct(plan);
  }

  /** @internal Runs are made by `startTraining()`. */
  static start(data: unknown, options: unknown): TrainingRun {
    return new TrainingRun(data, options);
  }

  /** Waits with the next update. Resolves at the boundary of a step. */
  pause(): Promise<void> {
    return this.#command((performer) => performer.pause());
  }

  /** Goes on. */
  resume(): Promise<void> {
    return this.#command((performer) => performer.resume());
  }

  /** Makes `count` updates and stays paused. Resolves when they are made, or when the run ends before. */
  async step(count = 1): Promise<void> {
    checkInteger("count", count, 0);
    await this.#command((performer) => performer.step(count));
  }

  /** Ends the run and keeps the model so far. Resolves at the boundary of a step. */
  stop(): Promise<void> {
    return this.#command((performer) => performer.stop());
  }

  /**
   * A file from which `resume` goes on as if the run had never stopped; `load()` reads the model so far from it. Also after the end, and
   * after a failure: the last good weights.
   * @throws what the run failed with, if that was before there was a model
   */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    const afterwards = this.#ended.then(() => this.#finish?.snapshot);
    const now = this.#finish ? undefined : this.#performer?.snapshot().catch(() => afterwards);
    const snapshot = await Promise.race([now ?? afterwards, afterwards]);
    if (!snapshot || !this.#prepared) throw this.#failure?.error;
    return this.#encode(this.#prepared, snapshot);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Progress, void, undefined> {
    let seen = 0;
    this.#readers++;
    try {
      for (;;) {
        if (this.#failure) {
          // Options that are refused are known before `result` is rejected: that is handled already then.
          this.result.catch(() => {});
          throw this.#failure.error;
        }
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

  async #conduct(plan: Plan | undefined): Promise<void> {
    // In a later task: whoever started the run can pause it before its first update.
    await turn();
    try {
      if (!plan) throw this.#failure?.error;
      this.#watch(plan.options.signal);
      await this.#perform(plan);
    } catch (error) {
      this.#fail(error);
    }
    this.#performer?.end();
    this.#end();
  }

  async #perform({ known, options, settings, seed, checkpoint }: Plan): Promise<void> {
    const check = () => {
      if (this.#failure) throw this.#failure.error;
    };
    check();
    const engine = await loadEngine(settings.variant);
    const prepared = await prepare(known, options, settings, seed, checkpoint, check);
    this.#prepared = prepared;
    check();
    this.#finish = await (this.#performer as Performer).run(engine, prepared.job, {
      progress: (report) => this.#progress(report, prepared, options.onProgress),
      checkpoint: (snapshot) => options.onCheckpoint?.(this.#encode(prepared, snapshot)) as undefined | Promise<void>,
      rates: prepared.rates,
      encrypt: prepared.encrypt,
      feed: prepared.feed,
    });
    if (this.#finish.failure) throw this.#finish.failure.error;
    this.#settle();
    this.#resolve(modelOf(prepared, this.#finish));
  }

  #encode(prepared: Prepared, snapshot: Snapshot): Uint8Array<ArrayBuffer> {
    return encodeCheckpoint(prepared.parts(), snapshot, prepared.origin);
  }

  /** Ends the run when the signal says so. */
  #watch(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const abort = () => this.#fail(signal.reason);
    if (signal.aborted) abort();
    else {
      signal.addEventListener("abort", abort);
      void this.#ended.then(() => signal.removeEventListener("abort", abort));
    }
  }

  #progress(report: Report, prepared: Prepared, onProgress: TrainOptions["onProgress"]): undefined | Promise<void> {
    const progress = progressOf(report, prepared);
    this.#latest = progress;
    this.#count++;
    this.#awaitNews();
    const returned = onProgress?.(progress);
    // Not waited for, since it may itself wait for the run.
    if (returned instanceof Promise) returned.catch((error) => this.#fail(error));
    // A consumer that keeps up has taken it when the turn is over.
    return this.#readers > 0 ? turn() : undefined;
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#failure = { error };
    if (this.#readers > 0) this.result.catch(() => {});
    this.#reject(error);
    this.#settle();
    void this.#command((performer) => performer.abort());
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

  async #command(command: (performer: Performer) => Promise<void>): Promise<void> {
    // What a run fails with is told by its result alone.
    if (this.#performer) await command(this.#performer).catch(() => {});
  }
}

function progressOf(
  { latest, validation, sample, ...report }: Report,
  { alphabet, outputAlphabet }: Prepared,
): Progress {
  const present = (indices: Int32Array, symbols: Alphabet) => symbols.present(indices);
  return {
    ...report,
    ...latest,
    ...(validation && { validation }),
    sample: {
      input: present(sample.tokens, alphabet),
      output: present(sample.predictions, outputAlphabet),
      target: present(sample.targets, outputAlphabet),
    },
  };
}

/** The model of a run that ended well: with the weights of the best validation, where they are wanted. */
function modelOf(prepared: Prepared, { reason = "stopped", snapshot }: Finish): Model {
  const { state, weights, best } = snapshot as Snapshot;
  const wantsBest = reason === "patience" || (prepared.keepsBest && reason !== "until");
  const kept =
    wantsBest && best ? { weights: best, validation: state.best } : { weights, validation: state.validation };
  return Model.of(
    { ...prepared.parts(), weights: kept.weights },
    { steps: state.step, epochs: state.epoch, reason, validation: kept.validation },
  );
}
