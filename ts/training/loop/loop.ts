/**
 * The course of a run, on whichever thread it is: epochs, validations, progress, and the turns of the event loop. Knows neither
 * engines nor symbols; what only the calling thread can do is the host's.
 */

import { TimeSlice } from "../../host/event-loop.js";
import type { EndReason } from "../../tasks/tag/tagger.js";
import { Aborted, type Control } from "./commands.js";
import type { Ending, Job, Judgement, Report, RunState, Snapshot } from "./run-spec.js";
import type { AskRates, Trainer } from "./trainer.js";

/** What stays on the thread that started the run. A promise is waited for. */
export interface Host {
  progress(report: Report): undefined | Promise<void>;
  checkpoint(snapshot: Snapshot): undefined | Promise<void>;
  readonly rates: AskRates;
  /** For a thread that may be lost: hears from time to time where the run is. Until it has taken that there is nothing more. */
  keep?(snapshot: Snapshot): Promise<void>;
}

/** How a run ended: with a reason or a failure; and where it was then, or a little earlier where the engine can no longer tell. */
export interface Finish {
  readonly reason?: EndReason;
  readonly failure?: { readonly error: unknown };
  readonly snapshot: Snapshot | undefined;
}

/** How long a call into the core should take: much less than a slice. */
const chunkMs = 4;
/** The same with replicas: it begins and ends with messages, and on a thread where nothing but commands waits for its end. */
const chunkMsOfReplicas = 16;

/** Between two copies of the run for the case that the engine crashes or the thread is lost. */
const keepEveryMs = 1000;
/** Bytes of them for each millisecond of the run, at most: memory is copied a hundred times as fast. */
const keepBytesPerMs = 10_000;

export class Loop {
  readonly #job: Job;
  readonly #trainer: Trainer;
  readonly #host: Host;
  readonly #control: Control;
  readonly #slice = new TimeSlice();
  readonly #began = performance.now();
  /** Milliseconds spent on updates. */
  #trainingMs = 0;
  readonly #chunkMs: number;
  /** Updates of a call, by what the last ones took. */
  #chunk = 1;
  #reportedStep: number;
  #reportedAt = this.#began;
  /** The run as it was a moment ago. */
  #kept: Snapshot;
  #keepAt = 0;

  constructor(job: Job, trainer: Trainer, host: Host, control: Control) {
    this.#job = job;
    this.#trainer = trainer;
    this.#host = host;
    this.#control = control;
    this.#chunkMs = trainer.hasReplicas ? chunkMsOfReplicas : chunkMs;
    this.#reportedStep = trainer.state.step;
    this.#kept = trainer.snapshot();
  }

  /** Runs to the end. Never rejects. */
  async run(): Promise<Finish> {
    const control = this.#control;
    try {
      await this.#trainer.begin();
      const skipping = this.#trainer.skip();
      if (skipping) await control.rest(skipping);
      this.#keep();
      const reason = await this.#steps();
      return { reason, snapshot: this.#trainer.snapshot() };
    } catch (error) {
      return { failure: { error: error instanceof Aborted ? undefined : error }, snapshot: this.snapshot() };
    } finally {
      control.end();
    }
  }

  /** The run as it is, at a boundary; as it was a moment ago where the engine has crashed since. */
  snapshot(): Snapshot {
    try {
      return this.#trainer.snapshot();
    } catch {
      return this.#kept;
    }
  }

  get #state(): RunState {
    return this.#trainer.state;
  }

  async #steps(): Promise<EndReason> {
    const control = this.#control;
    for (;;) {
      if (this.#state.atEpochEnd) await this.#endEpoch();
      // Whoever paused it wants to see where it is.
      if (control.holds) await this.#reportOnce();
      control.serve();
      const reason = control.isStopped ? "stopped" : this.#reason();
      if (reason) {
        await this.#reportOnce();
        return reason;
      }
      // Here, where an epoch's end is done with: fast steps come to one each time before the slice is over.
      this.#keep();
      if (this.#slice.isOver) {
        await control.rest(this.#slice.end());
        continue;
      }
      if (!control.holds) await this.#someSteps();
      else if (!this.#isUnreported) await control.rest();
    }
  }

  async #someSteps(): Promise<void> {
    const trainer = this.#trainer;
    const from = performance.now();
    if (trainer.filled === 0) {
      const filling = trainer.fill(Math.min(this.#stepsAllowed, trainer.fillable));
      if (filling) {
        // What is drawn and not yet trained on has no place in a checkpoint: then the wait is not at a boundary.
        if (trainer.source.drawsBatches) await filling;
        else {
          await this.#control.rest(filling);
          return;
        }
      }
    }
    const count = Math.min(this.#stepsAllowed, trainer.filled);
    const rates = trainer.rates(count, this.#host.rates);
    const training = trainer.train(count, rates instanceof Promise ? await rates : rates);
    if (training) await training;
    this.#adapt(count, performance.now() - from);
    if ((this.#isDue || this.#control.holds) && !this.#state.atEpochEnd) await this.#report();
  }

  /** Updates until something has to happen. */
  get #stepsAllowed(): number {
    const { ending, progressEvery } = this.#job;
    const { step } = this.#state;
    const untilReport = typeof progressEvery === "number" ? progressEvery - (step % progressEvery) : this.#chunk;
    return Math.min(
      this.#chunk,
      untilReport,
      (ending.maxSteps ?? Number.POSITIVE_INFINITY) - step,
      this.#control.limit - step,
    );
  }

  #adapt(count: number, ms: number): void {
    this.#trainingMs += ms;
    const fitting = ms > 0 ? Math.floor((count * this.#chunkMs) / ms) : Number.POSITIVE_INFINITY;
    this.#chunk = Math.max(1, Math.min(fitting, 4 * count));
  }

  get #isDue(): boolean {
    const { progressEvery } = this.#job;
    return typeof progressEvery === "number"
      ? this.#state.step % progressEvery === 0
      : performance.now() - this.#reportedAt >= progressEvery.ms;
  }

  async #endEpoch(): Promise<void> {
    const slice = this.#slice;
    await this.#trainer.validate(() => (slice.isOver ? slice.end().then(() => this.#control.check()) : undefined));
    if (this.#job.wantsCheckpoints) {
      const waiting = this.#host.checkpoint(this.#trainer.snapshot());
      if (waiting) await this.#control.rest(waiting);
    }
    // Of the epoch that has just been closed.
    await this.#reportOnce(this.#state.epoch);
  }

  /** Copies the run, now and then. What reads it may be another thread, and slow. */
  #keep(): void {
    const now = performance.now();
    if (now < this.#keepAt) return;
    this.#kept = this.#trainer.snapshot();
    const taken = this.#host.keep?.(this.#kept);
    // At first after as long as the run has lasted: a copy from before its first second would be of nothing.
    const { weights, moments } = this.#kept;
    const bytes = weights.byteLength * (1 + moments.length);
    const wait = Math.max(Math.min(keepEveryMs, now - this.#began), bytes / keepBytesPerMs);
    this.#keepAt = taken ? Number.POSITIVE_INFINITY : now + wait;
    taken?.then(
      () => (this.#keepAt = performance.now() + wait),
      () => {},
    );
  }

  get #isUnreported(): boolean {
    return this.#state.step > this.#reportedStep;
  }

  async #reportOnce(epoch?: number): Promise<void> {
    if (this.#isUnreported) await this.#report(epoch);
  }

  async #report(epoch = this.#state.epoch + 1): Promise<void> {
    const { step, validation } = this.#state;
    const latest = this.#state.latest as Report["latest"];
    this.#reportedStep = step;
    this.#reportedAt = performance.now();
    const waiting = this.#host.progress({
      step,
      epoch,
      latest,
      validation,
      charsPerSecond: (this.#trainer.symbols / Math.max(this.#trainingMs, 1e-3)) * 1000,
      elapsedMs: this.#reportedAt - this.#began,
      sample: this.#trainer.sample(),
    });
    if (waiting) await this.#control.rest(waiting);
  }

  /** Whether it is at an end, between two steps and after what the last one called for. */
  #reason(): EndReason | undefined {
    const { ending } = this.#job;
    const { step, epoch, validation, judged, sinceBest } = this.#state;
    if (validation?.step === step && isReached(ending.until, judged ?? validation)) return "until";
    if (ending.patience !== undefined && sinceBest >= ending.patience) return "patience";
    if (step >= (ending.maxSteps ?? Number.POSITIVE_INFINITY)) return "maxSteps";
    const isOver = this.#trainer.source.isOver && this.#state.stepInEpoch === 0 && this.#trainer.filled === 0;
    return isOver || epoch >= (ending.epochs ?? Number.POSITIVE_INFINITY) ? "epochs" : undefined;
  }
}

/** Whether a validation is as good as all that is wanted; nothing wanted is never reached. */
function isReached(until: Ending["until"], { accuracy, loss }: Judgement): boolean {
  if (until?.accuracy === undefined && until?.loss === undefined) return false;
  return accuracy >= (until.accuracy ?? 0) && loss <= (until.loss ?? Number.POSITIVE_INFINITY);
}
