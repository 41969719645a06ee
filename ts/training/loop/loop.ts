/**
 * The training loop: epochs, validations, progress, and yielding to the event loop. It is independent of the engine and of the task.
 */
import { now } from "../../host/clock.js";
import { TimeSlice } from "../../host/event-loop.js";
import type { EndReason } from "../../model/model.js";
import type { Metrics } from "../../tasks/metrics.js";
import { Aborted, type Control } from "./commands.js";
import type { Finish, HostServices } from "./host-services.js";
import type { RunPlan, RunState, Snapshot, UpdateScores } from "./run-plan.js";
import type { Trainer } from "./trainer.js";

/** The target duration of a call into the core, much shorter than a time slice. */
const chunkMs = 4;
/**
 * The same with replicas, whose calls start and end with messages while nothing is computed, on a thread where only commands wait: they have
 * an effect within 100 ms.
 */
const chunkMsOfReplicas = 90;

/** The interval between snapshots of the run, in case the engine crashes or the thread is lost. */
const keepEveryMs = 1000;
/** The maximum of snapshot bytes per millisecond of the run; taking and posting one is three hundred times as fast. */
const keepBytesPerMs = 2500;

export class Loop {
  readonly #plan: RunPlan;
  readonly #trainer: Trainer;
  readonly #metrics: Metrics;
  readonly #host: HostServices;
  readonly #control: Control;
  readonly #slice = new TimeSlice();
  readonly #began = now();
  /** Milliseconds spent on updates. */
  #trainingMs = 0;
  readonly #chunkMs: number;
  /** Updates per call, estimated from the duration of the last calls. */
  #chunk = 1;
  #reportedStep: number;
  #reportedAt = this.#began;
  /** The latest snapshot of the run. */
  #kept: Snapshot;
  #keepAt = 0;

  constructor(plan: RunPlan, trainer: Trainer, metrics: Metrics, host: HostServices, control: Control) {
    this.#plan = plan;
    this.#metrics = metrics;
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
      if (skipping) await control.waitWhilePaused(skipping);
      this.#keep();
      const reason = await this.#steps();
      return { reason, snapshot: this.#trainer.snapshot() };
    } catch (error) {
      return { failure: { error: error instanceof Aborted ? undefined : error }, snapshot: this.snapshot() };
    } finally {
      control.end();
    }
  }

  /** The state of the run between two steps, or the latest snapshot if the engine has crashed. */
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
      // Report the current state to a caller that has paused the run.
      if (control.mustWait) await this.#reportOnce();
      control.runCommands();
      const reason = control.isStopped ? "stopped" : this.#reason();
      if (reason) {
        await this.#reportOnce();
        return reason;
      }
      // Here, after the end of an epoch, which fast steps reach in every time slice.
      this.#keep();
      if (this.#slice.isOver) {
        await control.waitWhilePaused(this.#slice.end());
        continue;
      }
      if (!control.mustWait) await this.#someSteps();
      else if (!this.#isUnreported) await control.waitWhilePaused();
    }
  }

  async #someSteps(): Promise<void> {
    const trainer = this.#trainer;
    const from = now();
    if (trainer.filled === 0) {
      const filling = trainer.fill(Math.min(this.#stepsAllowed, trainer.fillable));
      if (filling) {
        // A checkpoint cannot store batches that are drawn but not used, so this wait is not between two steps.
        if (trainer.source.drawsBatches) await filling;
        else {
          await this.#control.waitWhilePaused(filling);
          return;
        }
      }
    }
    const count = Math.min(this.#stepsAllowed, trainer.filled);
    const rates = trainer.rates(count, this.#host.rates);
    const training = trainer.train(count, rates instanceof Promise ? await rates : rates);
    if (training) await training;
    this.#adapt(count, now() - from);
    if ((this.#isDue || this.#control.mustWait) && !this.#state.atEpochEnd) await this.#report();
  }

  /** The number of updates until the next event. */
  get #stepsAllowed(): number {
    const { maxSteps, progressEvery } = this.#plan.options;
    const { step } = this.#state;
    const untilReport = typeof progressEvery === "number" ? progressEvery - (step % progressEvery) : this.#chunk;
    return Math.min(
      this.#chunk,
      untilReport,
      (maxSteps ?? Number.POSITIVE_INFINITY) - step,
      this.#control.limit - step,
    );
  }

  #adapt(count: number, ms: number): void {
    this.#trainingMs += ms;
    const fitting = ms > 0 ? Math.floor((count * this.#chunkMs) / ms) : Number.POSITIVE_INFINITY;
    this.#chunk = Math.max(1, Math.min(fitting, 4 * count));
  }

  get #isDue(): boolean {
    const { progressEvery } = this.#plan.options;
    return typeof progressEvery === "number"
      ? this.#state.step % progressEvery === 0
      : now() - this.#reportedAt >= progressEvery.ms;
  }

  async #endEpoch(): Promise<void> {
    const slice = this.#slice;
    await this.#trainer.validate(() => (slice.isOver ? slice.end().then(() => this.#control.check()) : undefined));
    if (this.#plan.wantsCheckpoints) {
      const waiting = this.#host.checkpoint(this.#trainer.snapshot());
      if (waiting) await this.#control.waitWhilePaused(waiting, { untilStep: true });
    }
    // Of the epoch that has just been closed.
    await this.#reportOnce(this.#state.epoch);
  }

  /** Takes a snapshot from time to time. Its reader may be a slow, other thread. */
  #keep(): void {
    const time = now();
    if (time < this.#keepAt) return;
    this.#kept = this.#trainer.snapshot();
    const taken = this.#host.keep?.(this.#kept);
    // In the first second, the interval grows with the age of the run.
    const { weights, moments } = this.#kept;
    const bytes = weights.byteLength * (1 + moments.length);
    const wait = Math.max(Math.min(keepEveryMs, time - this.#began), bytes / keepBytesPerMs);
    this.#keepAt = taken ? Number.POSITIVE_INFINITY : time + wait;
    taken?.then(
      () => (this.#keepAt = now() + wait),
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
    const { step, validation, sinceBest } = this.#state;
    const { maxSteps, epochs, patience } = this.#plan.options;
    const latest = this.#state.latest as UpdateScores;
    this.#reportedStep = step;
    this.#reportedAt = now();
    const waiting = this.#host.progress({
      step,
      epoch,
      latest,
      validation,
      sinceBest,
      limits: { maxSteps, epochs, patience },
      symbolsPerSecond: (this.#trainer.rows / Math.max(this.#trainingMs, 1e-3)) * 1000,
      elapsedMs: this.#reportedAt - this.#began,
      read: this.#trainer.source.read,
      sample: this.#trainer.sample(),
    });
    if (waiting) await this.#control.waitWhilePaused(waiting);
  }

  /** Whether the run ends here, between two steps, after the events of the last one. */
  #reason(): EndReason | undefined {
    const { maxSteps, epochs, until, patience } = this.#plan.options;
    const { step, epoch, validation, judged, sinceBest } = this.#state;
    if (validation?.step === step && this.#metrics.isReached(until, judged ?? validation)) return "until";
    if (patience !== undefined && sinceBest >= patience) return "patience";
    if (step >= (maxSteps ?? Number.POSITIVE_INFINITY)) return "maxSteps";
    const isOver = this.#trainer.source.isOver && this.#state.stepInEpoch === 0 && this.#trainer.filled === 0;
    return isOver || epoch >= (epochs ?? Number.POSITIVE_INFINITY) ? "epochs" : undefined;
  }
}
