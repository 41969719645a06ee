/**
 * A forecast under way: the rows of a series up to an origin, and the rows predicted after it.
 */
import { unscaled } from "../../../data/scaling.js";
import type { InputSource, PreparedSeries } from "../preparation/prepared-series.js";

/** Values of the columns that are known ahead, from the end of the series on, scaled: f64[rows][known]. */
export type KnownFuture = Float64Array | undefined;

export class Path implements InputSource {
  readonly series: PreparedSeries;
  /** The first row that is predicted. */
  readonly origin: number;
  /** f64[steps][predicted]: under the transform. */
  readonly levels: Float64Array;
  readonly #scaled: Float64Array;
  readonly #future: KnownFuture;
  readonly #width: number;

  constructor(series: PreparedSeries, origin: number, steps: number, future?: KnownFuture) {
    this.series = series;
    this.origin = origin;
    this.#future = future;
    this.#width = series.plan.predicted.length;
    this.levels = new Float64Array(steps * this.#width);
    this.#scaled = new Float64Array(steps * this.#width);
  }

  /** Sets a predicted value as the network gives it: scaled, a difference. */
  predict(step: number, index: number, value: number): void {
    const at = step * this.#width + index;
    this.#scaled[at] = value;
    const { scales, plan } = this.series;
    let level = unscaled(value, scales[index] as { shift: number; width: number });
    for (const { lag, sign } of plan.terms) level += sign * this.#levelAt(this.origin + step - lag, index);
    this.levels[at] = level;
  }

  #levelAt(row: number, index: number): number {
    const { levels } = this.series;
    return (
      row < this.origin ? levels[row * this.#width + index] : this.levels[(row - this.origin) * this.#width + index]
    ) as number;
  }

  /** Writes the inputs of a row: of the series before the origin, and what was predicted from there on. */
  writeInputs(row: number, out: Float32Array, at: number): void {
    this.series.writeInputs(row, this, out, at);
  }

  scaledAt(row: number, index: number): number {
    if (row < this.origin) return this.series.scaledAt(row, index);
    return this.#scaled[(row - this.origin) * this.#width + index] as number;
  }

  knownAt(row: number, index: number): number {
    const { rows, plan } = this.series;
    if (row < rows) return this.series.knownAt(row, index);
    return this.#future?.[(row - rows) * plan.known.length + index] ?? 0;
  }

  gapAt(row: number, column: number): number {
    return row < this.origin ? this.series.gapAt(row, column) : 0;
  }
}
