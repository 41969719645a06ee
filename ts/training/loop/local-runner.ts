/**
 * A run on the thread that calls this: the calling one, or a worker.
 */
import type { Engine } from "../../core/engine.js";
import { loadTask } from "../../tasks/registry.js";
import { type Commands, Control } from "./commands.js";
import type { Finish, HostServices } from "./host-services.js";
import { Loop } from "./loop.js";
import type { RunPlan, Snapshot } from "./run-plan.js";
import { type Replicas, Trainer } from "./trainer.js";

/** Runs once, here or elsewhere, and can be asked and told things from the beginning. */
export interface Runner extends Commands {
  /** Whether calls no longer wait for it. */
  readonly isOver: boolean;
  /** Runs to the end. Never rejects. */
  run(engine: Engine, plan: RunPlan, host: HostServices): Promise<Finish>;
  /** The run at the next boundary of a step. */
  snapshot(): Promise<Snapshot>;
}

export class LocalRunner extends Control implements Runner {
  #trainer: Trainer | undefined;
  #start!: (loop: Loop) => void;
  readonly #started = new Promise<Loop>((resolve) => {
    this.#start = resolve;
  });

  constructor() {
    super(() => this.#trainer?.state.step ?? 0);
  }

  /** @param replicas on other threads, which take part in each update */
  async run(engine: Engine, plan: RunPlan, host: HostServices, replicas?: Replicas): Promise<Finish> {
    try {
      const task = await loadTask(plan.task);
      const metrics = task.metrics(plan.options);
      const trainer = new Trainer(engine, plan, metrics, await task.source(plan.source, host), replicas);
      this.#trainer = trainer;
      const loop = new Loop(plan, trainer, metrics, host, this);
      this.#start(loop);
      return await loop.run();
    } catch (error) {
      return { failure: { error }, snapshot: undefined };
    } finally {
      host.close();
      this.#trainer?.free();
    }
  }

  async snapshot(): Promise<Snapshot> {
    const loop = await this.#started;
    return this.atBoundary(() => loop.snapshot());
  }
}
