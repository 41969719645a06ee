/**
 * A run in a worker, alone or with others that assist it. Functions and iterables stay on this side, and are asked for by the worker.
 */

import type { Engine } from "../../core/engine.js";
import type { Variant } from "../../core/variant.js";
import type { WasmModule } from "../../host/platform.js";
import type { Finish, HostServices } from "../loop/host-services.js";
import type { Runner } from "../loop/local-runner.js";
import type { RawProgress, RunPlan, Snapshot } from "../loop/run-plan.js";
import { Channel, handOver, type SentError } from "./channel.js";
import { startThread, type Thread } from "./thread.js";

/** How a worker tells of the end. */
export interface SentFinish extends Omit<Finish, "failure"> {
  readonly failure?: SentError;
}

/** What a worker makes its engine of. */
export interface SentCore {
  readonly module: WasmModule;
  readonly variant: Variant;
}

export class RemoteRunner implements Runner {
  readonly #workers: number;
  #host: HostServices | undefined;
  /** The one that runs the plan. */
  #thread: Thread | undefined;
  readonly #threads: Thread[] = [];
  /** The run as the worker last told of it: all that is left when it is lost. */
  #kept: Snapshot | undefined;
  isOver = false;
  /** Whether updates are made unless somebody pauses the run. */
  #moves = true;
  /** Questions that are not answered yet. */
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
  /** When questions are heard; those of before wait, and are asked in their order. */
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  /** @param workers that train together; one by itself where a batch is of one sequence */
  constructor(workers: number) {
    this.#workers = workers;
  }

  pause(): Promise<void> {
    return this.#command(false, "pause");
  }

  resume(): Promise<void> {
    return this.#command(true, "resume");
  }

  step(count: number): Promise<void> {
    // Afterwards it is paused.
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
    const core: SentCore = { module, variant };
    try {
      const finish = await new Promise<SentFinish>((resolve, reject) => {
        const start = async () => {
          // A share of less than a sequence is none.
          const assistants = Array.from({ length: Math.min(this.#workers, plan.options.batchSize) - 1 }, () =>
            this.#assistant(core, reject),
          );
          const [thread, ...ports] = await Promise.all([this.#start(channel, reject), ...assistants]);
          this.#thread = thread;
          this.#open();
          // What was asked before the start has to be heard before it.
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
      host.close();
      this.end();
    }
  }

  /** Starts a worker that assists the one that runs the plan. Resolves with that one's way to it. */
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
    // Everything may have ended while it started.
    if (this.isOver) void thread.terminate();
    return thread;
  }

  /** @param moves whether the run goes on by itself afterwards */
  #command(moves: boolean, question: string, ...values: unknown[]): Promise<void> {
    this.#moves = moves;
    return this.#ask(question, ...values);
  }

  /** As a run on the calling thread, one that waits for commands does not keep the process alive. */
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

/** Engines lack shared memory, or keep it from pages that are not isolated from other origins. */
const threadsShareMemory = () =>
  typeof SharedArrayBuffer === "function" && (globalThis.crossOriginIsolated as boolean | undefined) !== false;
