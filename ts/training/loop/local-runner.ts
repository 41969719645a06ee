/**
 * A job done on the thread that calls this: the calling one, or a worker.
 */
import type { Engine } from "../../core/engine.js";
import type { Draws, Source } from "../../tasks/source.js";
import type { Encrypt } from "../../tasks/tag/encryption.js";
import { MessageSource } from "../../tasks/tag/message-source.js";
import type { Feed } from "../../tasks/tag/pairs/stream-source.js";
import { type Commands, Control } from "./commands.js";
import { type Finish, type Host, Loop } from "./loop.js";
import type { Job, Snapshot } from "./run-spec.js";
import { type Replicas, Trainer } from "./trainer.js";

/** What a job may need of the thread that started it. */
export interface Means extends Host {
  /** For messages. */
  readonly encrypt: Encrypt | undefined;
  /** For a stream. */
  readonly feed: Feed | undefined;
  /** On other threads. */
  readonly replicas?: Replicas | undefined;
}

/** A job that is done once, here or elsewhere, and can be asked and told things from the beginning. */
export interface Performer extends Commands {
  /** Whether it lets nobody wait any more. */
  readonly isOver: boolean;
  /** Does the job. Never rejects. */
  run(engine: Engine, job: Job, means: Means): Promise<Finish>;
  /** The run at the next boundary of a step. */
  snapshot(): Promise<Snapshot>;
}

export class LocalPerformer extends Control implements Performer {
  #trainer: Trainer | undefined;
  #start!: (loop: Loop) => void;
  readonly #started = new Promise<Loop>((resolve) => {
    this.#start = resolve;
  });

  constructor() {
    super(() => this.#trainer?.state.step ?? 0);
  }

  async run(engine: Engine, job: Job, means: Means): Promise<Finish> {
    try {
      const sourceFor = await sourceOf(job, means);
      const trainer = new Trainer(engine, job, sourceFor, means.replicas);
      this.#trainer = trainer;
      const loop = new Loop(job, trainer, means, this);
      this.#start(loop);
      return await loop.run();
    } catch (error) {
      return { failure: { error }, snapshot: undefined };
    } finally {
      means.feed?.close();
      this.#trainer?.free();
    }
  }

  async snapshot(): Promise<Snapshot> {
    const loop = await this.#started;
    return this.atBoundary(() => loop.snapshot());
  }
}

/** How to make a job's source for a generator and the symbols that a validation takes at once. */
async function sourceOf({ source }: Job, { encrypt, feed }: Means): Promise<(draws: Draws, rows: number) => Source> {
  if (source.form === "messages") return (draws, rows) => new MessageSource(source, encrypt as Encrypt, draws, rows);
  if (source.form === "pairs") {
    const { PairedSource } = await import("../../tasks/tag/pairs/pair-source.js");
    return (draws, rows) => new PairedSource(source, draws, rows);
  }
  const { StreamSource } = await import("../../tasks/tag/pairs/stream-source.js");
  return (_, rows) => new StreamSource(source, feed as Feed, rows);
}
