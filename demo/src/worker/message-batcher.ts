/**
 * Batches reports to the page, so that at most one is posted per frame.
 */
import type { Point, Report, RunView, ValidationPoint } from "../shared/protocol.js";

const frameMs = 16;

export class MessageBatcher {
  readonly #send: (report: Report) => void;
  #generation = 0;
  #run: Partial<RunView> | undefined;
  #points: Point[] = [];
  #validations: ValidationPoint[] = [];
  #more: Omit<Report, "generation" | "run" | "points" | "validations" | "answer"> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (report: Report) => void) {
    this.#send = send;
  }

  /** Starts another run and drops pending reports of the previous one. */
  begin(generation: number): void {
    this.#generation = generation;
    this.#run = undefined;
    this.#points = [];
    this.#validations = [];
    this.#more = {};
  }

  run(patch: Partial<RunView>): void {
    this.#run = { ...this.#run, ...patch };
    this.#schedule();
  }

  point(point: Point): void {
    this.#points.push(point);
    this.#schedule();
  }

  validation(point: ValidationPoint): void {
    this.#validations.push(point);
    this.#schedule();
  }

  /** Replaces the same fields of the pending report. */
  tell(more: Omit<Report, "generation" | "run" | "points" | "validations" | "answer">): void {
    Object.assign(this.#more, more);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), frameMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const [run, points, validations] = [this.#run, this.#points, this.#validations];
    this.#send({
      generation: this.#generation,
      ...(run && { run }),
      ...(points.length && { points }),
      ...(validations.length && { validations }),
      ...this.#more,
    });
    this.begin(this.#generation);
  }
}
