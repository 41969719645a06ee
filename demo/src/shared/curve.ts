/**
 * Loss and accuracy of a run over its updates, thinned as it grows, so that any run is a few hundred points.
 */

/** Every so many updates a point; PyTorch's curve has its points at the same ones. */
export const pointEvery = 16;

const mostPoints = 1500;

export class Curve {
  /** Ascending. */
  readonly steps: number[] = [];
  readonly losses: number[] = [];
  readonly accuracies: number[] = [];
  readonly validationSteps: number[] = [];
  readonly validationAccuracies: number[] = [];
  #stride = pointEvery;

  /** Takes a point in, if it falls on one of the updates that are kept. */
  add(step: number, loss: number, accuracy: number): void {
    if (step % this.#stride !== 0 || step <= (this.steps.at(-1) ?? 0)) return;
    this.steps.push(step);
    this.losses.push(loss);
    this.accuracies.push(accuracy);
    if (this.steps.length > mostPoints) this.#thin();
  }

  addValidation(step: number, accuracy: number): void {
    if (step <= (this.validationSteps.at(-1) ?? 0)) return;
    this.validationSteps.push(step);
    this.validationAccuracies.push(accuracy);
  }

  get lastStep(): number {
    return Math.max(this.steps.at(-1) ?? 0, this.validationSteps.at(-1) ?? 0);
  }

  /** As plain values, to be kept over a reload. */
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
