/**
 * Wider intervals where differences are predicted. Their errors add up: the steps of a window err together, and windows that overlap err alike.
 * So many windows are worth few independent ones, which Student's t distribution makes up for, and no interval is narrower than that of the
 * step before.
 */
import { psiOf } from "../preparation/difference.js";
import type { Preprocessing } from "../preparation/preprocessing.js";

/** Steps by which the dependence is measured; more of them change nothing but the unit. */
const maxSteps = 500;

export class Widening {
  /** Rows that are worth one independent error. */
  readonly #rowsAlike: number;

  private constructor(rowsAlike: number) {
    this.#rowsAlike = rowsAlike;
  }

  /** Undefined where errors of different steps are independent, as they are without differences and within a season. */
  static of({ horizon, difference, season }: Preprocessing): Widening | undefined {
    const steps = Math.min(horizon, maxSteps);
    const psi = Float64Array.from({ length: steps }, (_, step) => psiOf(difference, season)(step));
    let variance = 0;
    const deviations = psi.map((weight) => {
      variance += weight * weight;
      return Math.sqrt(variance);
    });
    // The variance of the sum of a window's errors, each in units of its step, where that of independent ones is `steps`.
    let sum = 0;
    for (let innovation = 0; innovation < steps; innovation++) {
      let reach = 0;
      for (let step = innovation; step < steps; step++)
        reach += (psi[step - innovation] as number) / (deviations[step] as number);
      sum += reach * reach;
    }
    const isAlone = psi.every((weight, step) => step === 0 || weight === 0);
    return isAlone ? undefined : new Widening((sum / steps) * (horizon / steps));
  }

  /** The factor for intervals that come from windows within this number of rows. */
  factor(level: number, rows: number): number {
    return studentFactor(level, Math.max(2, rows / this.#rowsAlike));
  }

  /** Makes no step narrower than the one before. */
  rising(widths: Float64Array): Float64Array {
    const all = widths.slice();
    for (let step = 1; step < all.length; step++) all[step] = Math.max(all[step] as number, all[step - 1] as number);
    return all;
  }
}

/** Student's t quantile over the normal one of a two-sided level, by Wallace's approximation: within 4 % from 2 degrees of freedom on. */
function studentFactor(level: number, freedom: number): number {
  const normal = normalQuantile(level / 100);
  const scaled = (normal * (8 * freedom + 3)) / (8 * freedom + 1);
  return Math.sqrt(freedom * Math.expm1((scaled * scaled) / freedom)) / normal;
}

/** The deviations within which a share of a normal distribution lies, by Winitzki's approximation: within 0.3 %. */
function normalQuantile(share: number): number {
  const [a, logarithm] = [0.147, Math.log1p(-share * share)];
  const middle = 2 / (Math.PI * a) + logarithm / 2;
  return Math.sqrt(2 * (Math.sqrt(middle * middle - logarithm / a) - middle));
}
