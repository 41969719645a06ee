/**
 * A job that a worker does. Functions and iterables stay on this side, and are asked for by the worker.
 */
import { Batches } from "../../data/batches.js";
import type { Engine } from "../../engine/index.js";
import type { Job, Report, Snapshot } from "../job.js";
import type { Finish } from "../loop.js";
import type { Means, Performer } from "../perform.js";
import { Channel, type SentError } from "./channel.js";
import { startThread, type Thread } from "./thread.js";

/** How a worker tells of the end. */
export interface SentFinish extends Omit<Finish, "failure"> {
  readonly failure?: SentError;
}

export class RemotePerformer implements Performer {
  #means: Means | undefined;
  #thread: Thread | undefined;
  readonly #channel = new Channel(
    { postMessage: (message) => this.#thread?.postMessage(message) },
    {
      progress: (report: Report) => this.#means?.progress(report),
      checkpoint: (snapshot: Snapshot) => this.#means?.checkpoint(snapshot),
      rates: (step: number, count: number) => this.#means?.rates(step, count),
      encrypt: (messages: Int32Array, length: number) => this.#means?.encrypt?.(messages, length),
      fill: async (count: number) => {
        const feed = this.#means?.feed;
        const batches = new Batches();
        return { ends: await feed?.fill(batches, count), isOver: feed?.isOver, batches };
      },
    },
  );
  #open!: () => void;
  /** When questions are heard; those of before wait, and are asked in their order. */
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });

  pause(): Promise<void> {
    return this.#ask("pause");
  }

  resume(): Promise<void> {
    return this.#ask("resume");
  }

  step(count: number): Promise<void> {
    return this.#ask("step", count);
  }

  stop(): Promise<void> {
    return this.#ask("stop");
  }

  abort(): Promise<void> {
    return this.#ask("abort");
  }

  snapshot(): Promise<Snapshot> {
    return this.#ask("snapshot");
  }

  end(): void {
    this.#channel.close();
    this.#open();
    void this.#thread?.terminate();
  }

  async run({ module, variant }: Engine, job: Job, means: Means): Promise<Finish> {
    this.#means = means;
    const channel = this.#channel;
    try {
      const finish = await new Promise<SentFinish>((resolve, reject) => {
        const start = async () => {
          this.#thread = await startThread((message) => channel.receive(message), reject);
          this.#open();
          // What was asked before the start has to be heard before it.
          await this.#opened;
          return channel.ask<SentFinish>("start", module, variant, job);
        };
        start().then(resolve, reject);
      });
      const { failure, ...rest } = finish;
      return failure ? { ...rest, failure: { error: channel.revive(failure) } } : rest;
    } catch (error) {
      return { failure: { error }, snapshot: undefined };
    } finally {
      means.feed?.close();
      this.end();
    }
  }

  async #ask<T>(question: string, ...values: unknown[]): Promise<T> {
    if (!this.#thread) await this.#opened;
    return this.#channel.ask(question, ...values);
  }
}
