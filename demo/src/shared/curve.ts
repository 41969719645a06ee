/**
 * Losses and scores over the updates of a run, thinned out as it grows, so that every run has at most a few hundred points.
 */
import type { Point, ValidationPoint } from "./protocol.js";

/** The number of updates between points, the same as in PyTorch's curve. */
export const pointEvery = 16;

const maxPoints = 1500;

export class Curve {
  #points: Point[] = [];
  readonly #validations: ValidationPoint[] = [];
  #stride = pointEvery;

  /** Of updates, ascending. */
  get points(): readonly Point[] {
    return this.#points;
  }

  /** Of what was held back, ascending. */
  get validations(): readonly ValidationPoint[] {
    return this.#validations;
  }

  /** Adds a point if its update is one of those to keep. */
  add(point: Point): void {
    if (point.step % this.#stride !== 0 || point.step <= (this.#points.at(-1)?.step ?? 0)) return;
    this.#points.push(point);
    if (this.#points.length <= maxPoints) return;
    this.#stride *= 2;
    this.#points = this.#points.filter(({ step }) => step % this.#stride === 0);
  }

  addValidation(point: ValidationPoint): void {
    if (point.step > (this.#validations.at(-1)?.step ?? -1)) this.#validations.push(point);
  }

  get lastStep(): number {
    return Math.max(this.#points.at(-1)?.step ?? 0, this.#validations.at(-1)?.step ?? 0);
  }

  /** The latest loss and validation that were known after `step` updates, of those later than `after`. */
  at(
    step: number,
    after = -1,
  ): { readonly loss: number | undefined; readonly validation: ValidationPoint | undefined } {
    const counts = (point: Point) => point.step <= step && point.step > after;
    return { loss: this.#points.findLast(counts)?.loss, validation: this.#validations.findLast(counts) };
  }

  /** Plain values that can be saved for a reload. */
  toJSON(): { readonly points: readonly Point[]; readonly validations: readonly ValidationPoint[] } {
    return { points: this.#points, validations: this.#validations };
  }

  static from({ points, validations }: ReturnType<Curve["toJSON"]>): Curve {
    const curve = new Curve();
    for (const point of points) curve.add(point);
    for (const point of validations) curve.addValidation(point);
    return curve;
  }
}
