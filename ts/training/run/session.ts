/**
 * The implementation of a run, loaded when it starts: checks options, plans, trains, and creates the model. training-run.ts is its public
 * interface.
 */

import { loadEngine } from "../../core/load.js";
import type { VariantOption } from "../../core/variant.js";
import type { ReadingControl } from "../../data/reading.js";
import { checkKeys } from "../../errors/validate.js";
import { hasThreads } from "../../host/threads.js";
import type { ValidationOf } from "../../model/model.js";
import { checkNames, valuesOf } from "../../options/schema.js";
import type { Scores } from "../../tasks/metrics.js";
import { loadTask, taskOf } from "../../tasks/registry.js";
import type { AnyTask, GivenOptions } from "../../tasks/task.js";
import type { AnyOptions, Progress, TrainedModel } from "../../tasks/types.js";
import type { Finish, HostServices } from "../loop/host-services.js";
import { LocalRunner, type Runner } from "../loop/local-runner.js";
import type { RawProgress, Snapshot } from "../loop/run-plan.js";
import { type PlannedRun, planRun, type RunStart } from "./plan-run.js";

/** The session's inputs and callbacks. */
export interface Observer {
  /** A returned promise is awaited. */
  progress(progress: Progress): undefined | Promise<void>;
  /** Aborts the run before it starts, and closes its inputs. */
  readonly reading: ReadingControl;
}

/** A run after reading its data, and its task. */
interface Planned extends PlannedRun {
  readonly task: AnyTask;
}

export class Session {
  readonly runner: Runner;
  #planned: Planned | undefined;
  #finish: Finish | undefined;
  /** The error of a run that failed before training. */
  #refusal: { readonly error: unknown } | undefined;
  #end!: () => void;
  readonly #ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  private constructor(runner: Runner) {
    this.runner = runner;
  }

  /** @param options unchecked; threads start only after the check */
  static async open({ worker, workers = 1 }: AnyOptions): Promise<Session> {
    const isShared = workers === "auto" ? hasThreads() : Number.isInteger(workers) && workers > 1;
    const isRemote = worker === true || isShared;
    return new Session(
      isRemote ? new (await import("../workers/remote-runner.js")).RemoteRunner(workers) : new LocalRunner(),
    );
  }

  /**
   * Runs to the end.
   * @param seed used if the options have none
   * @throws the run's error
   */
  async run(data: unknown, given: AnyOptions, seed: number | undefined, observer: Observer): Promise<TrainedModel> {
    try {
      const finish = await this.#run(data, given, seed, observer);
      this.#finish = finish;
      if (finish.failure) throw finish.failure.error;
      return modelOf(this.#planned as Planned, finish);
    } catch (error) {
      if (!this.#finish?.snapshot) this.#refusal = { error };
      throw error;
    } finally {
      observer.reading.close();
      this.runner.end();
      this.#end();
    }
  }

  /**
   * Makes updates.
   * @throws the run's error if it failed before the first of them
   */
  async step(count: number): Promise<void> {
    const { runner } = this;
    try {
      await runner.step(count);
    } catch (error) {
      // The thread was lost; `result` reports why.
      if (!runner.isOver) throw error;
    }
    if (runner.isOver) await this.#ended;
    if (this.#refusal) throw this.#refusal.error;
  }

  /** A checkpoint of the current or the final state; undefined if training never started. */
  async checkpoint(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const afterwards = this.#ended.then(() => this.#finish?.snapshot);
    const now = this.#finish ? afterwards : this.runner.snapshot().catch(() => afterwards);
    const snapshot = await Promise.race([now, afterwards]);
    return snapshot && this.#encode(snapshot);
  }

  async #run(data: unknown, given: AnyOptions, seed: number | undefined, observer: Observer): Promise<Finish> {
    const start = await startOf(data, given);
    const { task, options } = start;
    valuesOf(task.options, options);
    observer.reading.check();
    const loading = loadEngine(options["variant"] as VariantOption | undefined);
    // Errors in options or data take precedence.
    loading.catch(() => {});
    const planned = { ...(await planRun(start, seed ?? 0, observer.reading)), task };
    this.#planned = planned;
    const engine = await loading;
    observer.reading.check();
    return this.runner.run(engine, planned.plan, this.#hostFor(planned, options, observer));
  }

  #hostFor({ task, codec, services, rates }: Planned, options: GivenOptions, observer: Observer): HostServices {
    const { onCheckpoint } = options as AnyOptions;
    return {
      rates,
      progress: (progress) => observer.progress(presented(progress, task, codec)),
      checkpoint: async (snapshot) => {
        await onCheckpoint?.(await this.#encode(snapshot));
      },
      call: (service, ...values) => services[service]?.(...(values as never[])),
    };
  }

  async #encode(snapshot: Snapshot): Promise<Uint8Array<ArrayBuffer>> {
    const { encodeCheckpoint } = await import("./checkpoint.js");
    const { plan, task, codec, identity } = this.#planned as Planned;
    return encodeCheckpoint(plan, await identity(), task.encode(codec), snapshot);
  }
}

/** Checks a run's options before its data is read. @throws RnnError `ERR_INVALID_OPTION` */
async function startOf(data: unknown, given: AnyOptions): Promise<RunStart> {
  if (typeof given !== "object") checkKeys("options", given, ["seed"]);
  const task = await loadTask(taskOf(data));
  const options = given as GivenOptions;
  await checkOptionNames(task, options);
  if (options["resume"] === undefined && options["weights"] === undefined) return { task, data, options };
  // Imported only by runs that start from a file.
  const { startFromFiles } = await import("./start-from-files.js");
  return startFromFiles(task, data, options);
}

/** @throws RnnError `ERR_INVALID_OPTION` for unknown options, and for options of other tasks */
async function checkOptionNames(task: AnyTask, given: GivenOptions): Promise<void> {
  const unknown = Object.keys(given ?? {}).find((name) => given[name] !== undefined && !(name in task.options));
  if (unknown !== undefined) {
    const { isOfOthers } = await import("./refusals.js");
    const error = await isOfOthers(task, unknown, given[unknown]);
    if (error) throw error;
  }
  checkNames("options", task.options, given);
}

function presented({ latest, validation, sample, ...progress }: RawProgress, task: AnyTask, codec: unknown): Progress {
  return {
    task: task.name,
    ...progress,
    ...latest,
    ...(validation && { validation }),
    sample: task.present(sample, codec),
  } as unknown as Progress;
}

/** Creates the model of a successful run, with its last weights or those of the best validation. */
function modelOf({ plan, task, codec, keepsBest }: Planned, { reason = "stopped", snapshot }: Finish): TrainedModel {
  const { state, weights, average, best } = snapshot as Snapshot;
  const kept =
    keepsBest(reason) && best
      ? { weights: best, validation: state.best }
      : { weights: average ?? weights, validation: state.validation };
  const validation = kept.validation as (ValidationOf<Scores> & never) | undefined;
  return task.model(
    { config: plan.config, weights: kept.weights, codec },
    { steps: state.step, epochs: state.epoch, reason, validation },
  );
}
