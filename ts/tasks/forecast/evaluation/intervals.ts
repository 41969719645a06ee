/**
 * The intervals of forecasts: by held-back errors, or by drawn paths.
 */
import type { Network } from "../../../core/network.js";
import { quantile } from "../../../data/scaling.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { invalidOption, show } from "../../../errors/validate.js";
import type { ForecastCodec, KeptSeries, Residuals } from "../codec.js";
import { Path } from "../prediction/path.js";
import { predictAll, warmUpOf } from "../prediction/predict-paths.js";
import { psiOf } from "../preparation/difference.js";
import type { PreparedSeries } from "../preparation/prepared-series.js";
import type { Preprocessing } from "../preparation/preprocessing.js";
import { transformOf } from "../preparation/transform.js";
import { evenlySpaced } from "../series/windows.js";
import { extended, halfWidths, type Sizes, sizesOf } from "./conformal.js";
import { errorAt } from "./errors.js";
import { Widening } from "./widening.js";

/** Windows whose errors are computed at once; more of them change no quantile by much. */
const maxWindows = 2000;

/** The errors of the held-back windows of each series, and of those observed since: what is known of them, and what has come. */
export function residualsOf(
  { preprocessing: { horizon }, series, residuals }: ForecastCodec,
  prepared: readonly PreparedSeries[],
  network: () => Network,
): Residuals {
  const errors = prepared.map((one, i) => {
    const { trainingRows, endRow } = series[i] as KeptSeries;
    const errorsOf = (first: number, end: number) =>
      errorsFrom(evenlySpaced(first, end - horizon, maxWindows), one, network);
    const heldBack = residuals?.errors[i] ?? errorsOf(trainingRows, endRow);
    const known = residuals?.rows[i] ?? endRow;
    if (known === one.rows) return heldBack;
    return Float64Array.from([...heldBack, ...errorsOf(known - horizon + 1, one.rows)]);
  });
  return { errors, rows: prepared.map(({ rows }) => rows) };
}

/** Errors of forecasts from each origin, f64[origins][steps][targets]. */
function errorsFrom(origins: readonly number[], series: PreparedSeries, network: () => Network) {
  const { horizon, targets } = series.preprocessing;
  const paths = origins.map((origin) => new Path(series, origin, horizon));
  predictAll(paths, network, { steps: horizon, warmUp: warmUpOf(series.preprocessing) });
  return Float64Array.from({ length: paths.length * horizon * targets.length }, (_, at) => {
    const [window, step] = [Math.floor(at / (horizon * targets.length)), Math.floor(at / targets.length) % horizon];
    return errorAt(paths[window] as Path, step, at % targets.length)?.level ?? Number.NaN;
  });
}

/** Half widths for a series, from errors that are known. */
export class ErrorWidths {
  readonly #preprocessing: Preprocessing;
  /** Sizes of the errors of each series and target. */
  readonly #sizes: readonly (readonly Sizes[])[];
  readonly #scales: readonly (readonly { readonly width: number }[])[];
  readonly #widening: Widening | undefined;
  /** The fewest windows of a series. */
  readonly windows: number;

  /** @param scales of the targets of each series */
  constructor({ errors }: Residuals, preprocessing: Preprocessing, scales: readonly (readonly { width: number }[])[]) {
    this.#widening = Widening.of(preprocessing);
    const { horizon, targets } = preprocessing;
    this.#preprocessing = preprocessing;
    this.#scales = scales;
    this.windows = Math.min(...errors.map(({ length }) => length / (horizon * targets.length)));
    this.#sizes = errors.map((ofSeries) =>
      targets.map((_, target) => sizesOf(ofSeries, horizon, targets.length, target)),
    );
  }

  /** Errors of one step ahead. */
  oneStep(series: number | undefined, target: number, scale: { readonly width: number }) {
    const [sizes = new Float64Array()] = this.#of(series, target, scale);
    return { sizes, width: this.at(series, target, scale, 95, 1)[0] as number };
  }

  /**
   * The half widths of the steps.
   * @param series its index, or undefined for a series that is new: then the errors of all, in units of its scale
   */
  at(series: number | undefined, target: number, scale: { readonly width: number }, level: number, steps: number) {
    const { difference, season } = this.#preprocessing;
    const own = this.#of(series, target, scale);
    const others = this.#sizes.filter((_, i) => i !== series).map((targets) => targets[target] as Sizes);
    const widths = halfWidths(own, series === undefined ? [] : others, level);
    return extended(this.#widened(widths, own, level), steps, psiOf(difference, season));
  }

  #widened(widths: Float64Array, sizes: Sizes, level: number): Float64Array {
    if (!this.#widening) return widths;
    const windows = sizes.reduce((most, { length }) => Math.max(most, length), 0);
    const factor = this.#widening.factor(level, windows + widths.length - 1);
    return this.#widening.rising(widths.map((width) => width * factor));
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
