/**
 * Keeps models of past steps for the scrubber: evenly spaced, thinned out as the run grows, within a limit of memory.
 */
import type { Model } from "rnn-wasm";

const maxModels = 160;
const maxParameters = 8_000_000;

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
      // An intervention may change the weights of the same step; the current ones are always kept.
      if (step === last) this.#models.set(step, model);
      return;
    }
    this.#models.set(step, model);
    const limit = Math.max(2, Math.min(maxModels, Math.floor(maxParameters / model.numParameters)));
    if (this.#models.size > limit) this.#thin();
  }

  /** The model at `step`, or the nearest earlier one. */
  nearest(step: number): Model {
    const at = this.steps.filter((kept) => kept <= step).at(-1) ?? this.steps[0];
    const model = at === undefined ? undefined : this.#models.get(at);
    if (!model) throw new Error("No weights have been saved yet");
    return model;
  }

  /** Drops every second model. */
  #thin(): void {
    const steps = this.steps;
    this.#stride = Math.max(2 * this.#stride, ((steps.at(-1) as number) - (steps[0] as number)) / (steps.length / 2));
    for (const [i, step] of steps.entries()) if (i % 2 === 1 && i < steps.length - 1) this.#models.delete(step);
  }
}
