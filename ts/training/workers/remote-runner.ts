/**
 * Runs a plan in a worker, alone or with replicas in other workers. Functions and iterables stay on this thread; the worker calls them.
 */

import type { Engine } from "../../core/engine.js";
import { type LoadedParts, loadedParts } from "../../core/load.js";
import { loadReplicas } from "../../core/network-share.js";
import type { Variant } from "../../core/variant.js";
import type { WasmModule } from "../../host/platform.js";
import { loadTraining } from "../../tasks/registry.js";
import type { Finish, HostServices } from "../loop/host-services.js";
import type { Runner } from "../loop/local-runner.js";
import type { RawProgress, RunPlan, Snapshot } from "../loop/run-plan.js";
import { Channel, handOver, type SentError } from "./channel.js";
import { chooseWorkers } from "./choose-workers.js";
import { startThread, type Thread } from "./thread.js";

/** A worker's report of the end. */
export interface SentFinish extends Omit<Finish, "failure"> {
  readonly failure?: SentError;
}

/** The parts of a worker's engine. */
export interface SentCore {
  readonly module: WasmModule;
  readonly variant: Variant;
  readonly parts: LoadedParts;
}

export class RemoteRunner implements Runner {
  readonly #workers: number | "auto";
  #host: HostServices | undefined;
  /** The worker that runs the plan. */
  #thread: Thread | undefined;
  readonly #threads: Thread[] = [];
  /** The worker's latest snapshot, which remains if it is lost. */
  #kept: Snapshot | undefined;
  isOver = false;
  /** Whether the run is not paused. */
  #moves = true;
  /** The number of pending calls. */
  #asked = 0;
  readonly #channel = new Channel(
    { postMessage: (message, transfer) => this.#thread?.postMessage(message, transfer) },
    {
      progress: (progress: RawProgress) => this.#host?.progress(progress),
      checkpoint: (snapshot: Snapshot) => this.#host?.checkpoint(snapshot),
      keep: (snapshot: Snapshot) => {
        this.#kept = snapshot;
      },
      rates: (step: number, count: number) => this.#host?.rates(step, count),
      call: (service: string, ...values: unknown[]) => this.#host?.call(service, ...values),
    },
  );
  #open!: () => void;
  /** Resolves when the worker accepts calls; earlier ones wait, in order. */
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  /** @param workers for data-parallel training; only one is used if batches have one sequence */
  constructor(workers: number | "auto") {
    this.#workers = workers;
    if (workers !== 1) loadReplicas();
  }

  pause(): Promise<void> {
    return this.#command(false, "pause");
  }

  resume(): Promise<void> {
    return this.#command(true, "resume");
  }

  step(count: number): Promise<void> {
    // The run is paused afterwards.
    return this.#command(false, "step", count);
  }

  stop(): Promise<void> {
    return this.#command(true, "stop");
  }

  abort(): Promise<void> {
    return this.#command(true, "abort");
  }

  snapshot(): Promise<Snapshot> {
    return this.#ask("snapshot");
  }

  end(): void {
    this.isOver = true;
    this.#channel.close();
    this.#open();
    for (const thread of this.#threads) void thread.terminate();
  }

  async run({ module, variant }: Engine, plan: RunPlan, host: HostServices): Promise<Finish> {
    this.#host = host;
    const channel = this.#channel;
    const core: SentCore = { module, variant, parts: loadedParts(variant) };
    try {
      const finish = await new Promise<SentFinish>((resolve, reject) => {
        const start = async () => {
          const assistants = Array.from({ length: (await this.#workersFor(plan)) - 1 }, () =>
            this.#assistant(core, reject),
          );
          const [thread, ...ports] = await Promise.all([this.#start(channel, reject), ...assistants]);
          this.#thread = thread;
          this.#open();
          // Calls made before the start must arrive first.
          await this.#opened;
          return channel.ask<SentFinish>("start", core, plan, handOver(ports, ...ports), threadsShareMemory());
        };
        start().then(resolve, reject);
      });
      const { failure, ...rest } = finish;
      return failure ? { ...rest, failure: { error: channel.revive(failure) } } : rest;
    } catch (error) {
      return { failure: { error }, snapshot: this.#kept };
    } finally {
      this.end();
    }
  }

  async #workersFor({ task, config, source, options: { batchSize } }: RunPlan): Promise<number> {
    // More workers than sequences per batch would have nothing to do.
    if (this.#workers !== "auto") return Math.min(this.#workers, batchSize);
    return chooseWorkers(config, (await loadTraining(task)).meanSteps(source), batchSize);
  }

  /** Starts a worker for a replica. Resolves to the port for the worker that runs the plan. */
  async #assistant(core: SentCore, onEnd: (error: unknown) => void): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    let thread: Thread | undefined;
    const channel = new Channel({ postMessage: (message, transfer) => thread?.postMessage(message, transfer) }, {});
    thread = await this.#start(channel, onEnd);
    await channel.ask("assist", core, handOver(port2, port2));
    return port1;
  }

  async #start(channel: Channel, onEnd: (error: unknown) => void): Promise<Thread> {
    const thread = await startThread((message) => channel.receive(message), onEnd);
    this.#threads.push(thread);
    // The run may have ended meanwhile.
    if (this.isOver) void thread.terminate();
    return thread;
  }

  /** @param moves whether the run continues afterwards */
  #command(moves: boolean, question: string, ...values: unknown[]): Promise<void> {
    this.#moves = moves;
    return this.#ask(question, ...values);
  }

  /** A paused run must not keep the process alive, just as on the calling thread. */
  #hold(): void {
    const isHeld = this.#moves || this.#asked > 0;
    for (const thread of this.#threads) {
      if (isHeld) thread.ref?.();
      else thread.unref?.();
    }
  }

  async #ask<T>(question: string, ...values: unknown[]): Promise<T> {
    this.#asked++;
    try {
      if (!this.#thread) await this.#opened;
      this.#hold();
      return await this.#channel.ask<T>(question, ...values);
    } finally {
      this.#asked--;
      this.#hold();
    }
  }
}

/** Some engines lack shared memory or restrict it to cross-origin isolated pages. */
const threadsShareMemory = () =>
  typeof SharedArrayBuffer === "function" && (globalThis.crossOriginIsolated as boolean | undefined) !== false;
