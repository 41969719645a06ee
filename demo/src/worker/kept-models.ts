/**
 * Models of past steps for the scrubber: evenly spaced, ever wider apart, and never more than fit.
 */
import type { Model } from "rnn-wasm";

const mostModels = 160;
const mostParameters = 8_000_000;

export class KeptModels {
  #models = new Map<number, Model>();
  #stride = 1;

  /** Ascending. */
  get steps(): number[] {
    return [...this.#models.keys()];
  }

  clear(): void {
    this.#models.clear();
    this.#stride = 1;
  }

  keep(step: number, model: Model): void {
    const last = this.steps.at(-1);
    if (last !== undefined && (step < last || step - last < this.#stride)) {
      // Weights of a step may change by a switch; those of now are always kept.
      if (step === last) this.#models.set(step, model);
      return;
    }
    this.#models.set(step, model);
    const most = Math.max(2, Math.min(mostModels, Math.floor(mostParameters / model.numParameters)));
    if (this.#models.size > most) this.#thin();
  }

  /** The model kept at `step`, or the last one before it. */
  nearest(step: number): Model {
    const at = this.steps.filter((kept) => kept <= step).at(-1) ?? this.steps[0];
    const model = at === undefined ? undefined : this.#models.get(at);
    if (!model) throw new Error("No weights were kept yet");
    return model;
  }

  /** Lets go of every second one. */
  #thin(): void {
    const steps = this.steps;
    this.#stride = Math.max(2 * this.#stride, ((steps.at(-1) as number) - (steps[0] as number)) / (steps.length / 2));
    for (const [i, step] of steps.entries()) if (i % 2 === 1 && i < steps.length - 1) this.#models.delete(step);
  }
}
