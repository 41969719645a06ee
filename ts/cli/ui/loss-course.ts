/**
 * The losses of a run, for pictures of their course.
 */
import type { Progress } from "../../index.js";
import { type Point, picture } from "./curve.js";

/** More points than any picture shows. */
const maxPoints = 1000;

export class LossCourse {
  #updates: Point[] = [];
  #validations: Point[] = [];

  add({ step, loss, validation }: Progress): void {
    this.#updates = kept(this.#updates, { x: step, y: loss });
    if (validation && validation.step !== this.#validations.at(-1)?.x)
      this.#validations = kept(this.#validations, { x: validation.step, y: validation.loss });
  }

  /** The losses of the updates, in their order. */
  get ofUpdates(): readonly number[] {
    return this.#updates.map(({ y }) => y);
  }

  /** Curves with axes; the validation's has an axis of its own, because some tasks measure another loss there. */
  drawn(): string[] {
    const curve = (points: readonly Point[], yLabel: string) =>
      points.length < 2 ? [] : ["", ...picture(points, { width: 56, height: 6, xLabel: "updates", yLabel })];
    return [...curve(this.#updates, "loss"), ...curve(this.#validations, "validation loss"), ""];
  }
}

/** Keeps every other point of a long run, so that memory stays bounded and the whole run can still be drawn. */
function kept(points: Point[], next: Point): Point[] {
  points.push(next);
  return points.length > maxPoints ? points.filter((_, i) => i % 2 === 1) : points;
}
