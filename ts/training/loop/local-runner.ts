/**
 * Runs a plan on the current thread: the calling thread or a worker.
 */
import type { Engine } from "../../core/engine.js";
import { loadTraining } from "../../tasks/registry.js";
import { type Commands, Control } from "./commands.js";
import type { Finish, HostServices } from "./host-services.js";
import { Loop } from "./loop.js";
import type { RunPlan, Snapshot } from "./run-plan.js";
import { type Replicas, Trainer } from "./trainer.js";

/** Runs a plan once, on this thread or another, and accepts commands from the start. */
export interface Runner extends Commands {
  /** Whether the run has ended, so that calls no longer wait. */
  readonly isOver: boolean;
  /** Runs to the end. Never rejects. */
  run(engine: Engine, plan: RunPlan, host: HostServices): Promise<Finish>;
  /** A snapshot of the run after the current step. */
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

  /** @param replicas on other threads, which share each update */
  async run(engine: Engine, plan: RunPlan, host: HostServices, replicas?: Replicas): Promise<Finish> {
    try {
      const training = await loadTraining(plan.task);
      const metrics = training.metrics(plan.options);
      const makeSource = await (plan.blocks
        ? (await import("../../tasks/blocks/block-source.js")).blockSources(training, plan.source, plan.blocks, host)
        : training.source(plan.source, host));
      const scorer = await training.scorer(training.scoring?.(plan.source));
      const resumed = plan.resume && { snapshot: plan.resume, restoration: await import("./restoration.js") };
      const trainer = new Trainer(engine, plan, { metrics, makeSource, scorer, replicas, resumed });
      this.#trainer = trainer;
      const loop = new Loop(plan, trainer, metrics, host, this);
      this.#start(loop);
      return await loop.run();
    } catch (error) {
      return { failure: { error }, snapshot: undefined };
    } finally {
      this.#trainer?.free();
    }
  }

  async snapshot(): Promise<Snapshot> {
    const loop = await this.#started;
    return this.atBoundary(() => loop.snapshot());
  }
}
