/**
 * The intervals of forecasts: by held-back errors, or by drawn paths.
 */
import type { Network } from "../../../core/network.js";
import { quantile } from "../../../data/scaling.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption, show } from "../../../errors/validate.js";
import type { ForecastCodec, Residuals } from "../codec.js";
import { Path } from "../prediction/path.js";
import { predictAll } from "../prediction/predict-paths.js";
import { psiOf } from "../preparation/difference.js";
import type { PreparedSeries } from "../preparation/prepared-series.js";
import type { Preprocessing } from "../preparation/preprocessing.js";
import { transformOf } from "../preparation/transform.js";
import { evenlySpaced } from "../series/windows.js";
import { extended, halfWidths, type Sizes, sizesOf } from "./conformal.js";
import { errorAt } from "./errors.js";

/** Held-back windows whose errors are kept; more of them change no quantile by much. */
const maxWindows = 2000;

/** Computes the errors of the held-back windows of each series. */
export function residualsOf(
  { preprocessing, series }: ForecastCodec,
  prepared: readonly PreparedSeries[],
  network: () => Network,
): Residuals {
  const { horizon, targets } = preprocessing;
  const errors = series.map(({ trainingRows, endRow }, i) => {
    const origins = evenlySpaced(trainingRows, endRow - horizon, maxWindows);
    const paths = origins.map((origin) => new Path(prepared[i] as PreparedSeries, origin, horizon));
    predictAll(paths, network, { steps: horizon });
    const found = new Float64Array(paths.length * horizon * targets.length);
    for (let at = 0; at < found.length; at++) {
      const [window, step] = [Math.floor(at / (horizon * targets.length)), Math.floor(at / targets.length) % horizon];
      found[at] = errorAt(paths[window] as Path, step, at % targets.length)?.level ?? Number.NaN;
    }
    return found;
  });
  return { errors };
}

/** Half widths for a series, from errors that are known. */
export class ErrorWidths {
  readonly #preprocessing: Preprocessing;
  /** Sizes of the errors of each series and target. */
  readonly #sizes: readonly (readonly Sizes[])[];
  readonly #scales: readonly (readonly { readonly width: number }[])[];
  /** The fewest held-back windows of a series. */
  readonly windows: number;

  /** @param scales of the targets of each series */
  constructor({ errors }: Residuals, preprocessing: Preprocessing, scales: readonly (readonly { width: number }[])[]) {
    const { horizon, targets } = preprocessing;
    this.#preprocessing = preprocessing;
    this.#scales = scales;
    this.windows = Math.min(...errors.map(({ length }) => length / (horizon * targets.length)));
    this.#sizes = errors.map((ofSeries) =>
      targets.map((_, target) => sizesOf(ofSeries, horizon, targets.length, target)),
    );
  }

  /** Errors of one step ahead, ascending. */
  oneStep(series: number | undefined, target: number, scale: { readonly width: number }): Float64Array {
    return this.#of(series, target, scale)[0] ?? new Float64Array();
  }

  /**
   * The half widths of the steps.
   * @param series its index, or undefined for a series that is new: then the errors of all, in units of its scale
   */
  at(series: number | undefined, target: number, scale: { readonly width: number }, level: number, steps: number) {
    const { difference, season } = this.#preprocessing;
    const others = this.#sizes.filter((_, i) => i !== series).map((targets) => targets[target] as Sizes);
    const widths = halfWidths(this.#of(series, target, scale), series === undefined ? [] : others, level);
    return extended(widths, steps, psiOf(difference, season));
  }

  #of(series: number | undefined, target: number, { width }: { readonly width: number }): Sizes {
    if (series !== undefined) return this.#sizes[series]?.[target] as Sizes;
    const { horizon } = this.#preprocessing;
    return Array.from({ length: horizon }, (_, step) => {
      const all = this.#sizes.flatMap((targets, i) => {
        const own = this.#scales[i]?.[target]?.width ?? 1;
        return Array.from(targets[target]?.[step] ?? [], (size) => (size / own) * width);
      });
      return Float64Array.from(all).sort();
    });
  }
}

/** Checks levels. @throws RnnError `ERR_INVALID_OPTION` */
export function checkLevels(levels: unknown): readonly number[] {
  if (!Array.isArray(levels)) throw invalidOption("levels", "an array of percentages such as [80, 95]", levels);
  for (const [i, level] of levels.entries()) {
    if (typeof level === "number" && level > 1 && level < 100) continue;
    if (typeof level === "number" && level > 0 && level <= 1) {
      const near = level < 1 ? Number((100 * level).toPrecision(12)) : 95;
      throw new RnnError(
        "ERR_INVALID_OPTION",
        `levels[${i}]: levels are percent: did you mean ${near}?, got ${show(level)}`,
      );
    }
    throw invalidOption(`levels[${i}]`, "a percentage above 1 and below 100", level);
  }
  return levels as number[];
}

/** Bounds of one target in the data's units. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Bounds around levels. */
export function boundsAround(levels: Float64Array, widths: Float64Array, { transform }: Preprocessing): Bounds {
  const { undo, least } = transformOf[transform];
  return {
    lower: levels.map((level, step) => Math.max(least, undo(level - (widths[step] as number)))),
    upper: levels.map((level, step) => undo(level + (widths[step] as number))),
  };
}

/** Bounds by quantiles of drawn paths. @param draws values of each step, f64[steps][samples] */
export function boundsOfDraws(draws: readonly Float64Array[], level: number, { transform }: Preprocessing): Bounds {
  const { undo, least } = transformOf[transform];
  const share = (1 - level / 100) / 2;
  return {
    lower: Float64Array.from(draws, (sorted) => Math.max(least, undo(quantile(sorted, share)))),
    upper: Float64Array.from(draws, (sorted) => undo(quantile(sorted, 1 - share))),
  };
}
