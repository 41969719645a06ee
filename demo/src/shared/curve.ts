/**
 * Loss and accuracy over the updates of a run, thinned out as it grows, so that every run has at most a few hundred points.
 */

/** The number of updates between points, the same as in PyTorch's curve. */
export const pointEvery = 16;

const maxPoints = 1500;

export class Curve {
  /** Ascending. */
  readonly steps: number[] = [];
  readonly losses: number[] = [];
  readonly accuracies: number[] = [];
  readonly validationSteps: number[] = [];
  readonly validationAccuracies: number[] = [];
  #stride = pointEvery;

  /** Adds a point if its update is one of those to keep. */
  add(step: number, loss: number, accuracy: number): void {
    if (step % this.#stride !== 0 || step <= (this.steps.at(-1) ?? 0)) return;
    this.steps.push(step);
    this.losses.push(loss);
    this.accuracies.push(accuracy);
    if (this.steps.length > maxPoints) this.#thin();
  }

  addValidation(step: number, accuracy: number): void {
    if (step <= (this.validationSteps.at(-1) ?? 0)) return;
    this.validationSteps.push(step);
    this.validationAccuracies.push(accuracy);
  }

  get lastStep(): number {
    return Math.max(this.steps.at(-1) ?? 0, this.validationSteps.at(-1) ?? 0);
  }

  /** Plain values that can be saved for a reload. */
  toJSON(): object {
    const { steps, losses, accuracies, validationSteps, validationAccuracies } = this;
    return { steps, losses, accuracies, validationSteps, validationAccuracies };
  }

  static from(kept: ReturnType<Curve["toJSON"]>): Curve {
    const curve = new Curve();
    const { steps, losses, accuracies, validationSteps, validationAccuracies } = kept as Curve;
    for (const [i, step] of steps.entries()) curve.add(step, losses[i] as number, accuracies[i] as number);
    for (const [i, step] of validationSteps.entries()) curve.addValidation(step, validationAccuracies[i] as number);
    return curve;
  }

  #thin(): void {
    this.#stride *= 2;
    const kept = this.steps.map((step) => step % this.#stride === 0);
    for (const list of [this.steps, this.losses, this.accuracies]) {
      const values = list.filter((_, i) => kept[i]);
      list.length = 0;
      list.push(...values);
    }
  }
}
