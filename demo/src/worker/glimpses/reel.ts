/**
 * A small network that learns slowly, again and again, from another seed each time.
 */
import type { Model, TrainingRun } from "rnn-wasm";
import type { Glimpse, GlimpseName, Shown } from "../../shared/glimpses.js";

/** Ticks in which a network learns, and in which it is left as it is then. */
export const learningTicks = 120;
export const restingTicks = 40;

export interface Learner<Name extends GlimpseName> {
  /** Updates until it has learned enough. */
  readonly updates: number;
  /** Ticks between two pictures; divides {@link learningTicks}. */
  readonly every: number;
  readonly start: (seed: number) => TrainingRun<Model>;
  /** What a model shows, which is given as a file. */
  readonly show: (file: Uint8Array<ArrayBuffer>, update: number) => Promise<Shown[Name]>;
}

export class Reel<Name extends GlimpseName> {
  readonly #learner: Learner<Name>;
  #run: TrainingRun<Model> | undefined;
  #update = 0;
  #seed = 0;

  constructor(learner: Learner<Name>) {
    this.#learner = learner;
  }

  /** The picture at a tick; undefined where it is the one before. */
  async at(tick: number): Promise<Glimpse<Name> | undefined> {
    const { updates, every, show } = this.#learner;
    if (tick > learningTicks || tick % every !== 0) return undefined;
    const run = this.#run === undefined || tick === 0 ? this.#startOver() : this.#run;
    const wanted = Math.round((updates * tick) / learningTicks);
    if (wanted > this.#update) await run.step(wanted - this.#update);
    this.#update = wanted;
    return {
      update: wanted,
      runs: this.#seed - 1,
      isLast: tick === learningTicks,
      shown: await show(await run.checkpoint(), wanted),
    };
  }

  #startOver(): TrainingRun<Model> {
    void this.#run?.stop();
    const run = this.#learner.start(this.#seed++);
    // It makes the updates that are asked for.
    void run.pause();
    // A step reports a failure itself.
    run.result.catch(() => {});
    this.#run = run;
    this.#update = 0;
    return run;
  }
}
