/**
 * Forecasts of series: the rows after their ends, and intervals around them.
 */
import type { Network } from "../../../core/network.js";
import { noScale } from "../../../data/scaling.js";
import { type ColumnName, withColumns, writeTable } from "../../../data/table.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { checkKeys, invalidOption, show } from "../../../errors/validate.js";
import { type Bounds, boundsAround, boundsOfDraws, type ErrorWidths } from "../evaluation/intervals.js";
import { type PreparedSeries, scaledKnown } from "../preparation/prepared-series.js";
import { transformOf } from "../preparation/transform.js";
import { readRowsAfter } from "../series/read-series.js";
import { normalDraws } from "./draws.js";
import { type KnownFuture, Path } from "./path.js";
import { predictAll } from "./predict-paths.js";

/** A series to be forecast. */
export interface Subject {
  readonly series: PreparedSeries;
  /** Its place among the model's own, or undefined for another one. */
  readonly index: number | undefined;
  readonly future: KnownFuture;
}

/** How a forecast is made. */
export interface CallSettings {
  readonly steps: number;
  readonly levels: readonly number[] | undefined;
  readonly samples: number;
  readonly seed: number | undefined;
  /** Half widths; asked for only where intervals are not drawn. */
  readonly widths: () => ErrorWidths;
}

/** Forecasts of subjects, each in the data's form: rows, or with levels the bounds too. */
export class Forecasting {
  readonly #network: () => Network;
  readonly #settings: CallSettings;

  constructor(network: () => Network, settings: CallSettings) {
    this.#network = network;
    this.#settings = settings;
  }

  of(subjects: readonly Subject[]): unknown[] {
    const { steps, levels } = this.#settings;
    const paths = subjects.map(({ series, future }) => new Path(series, series.rows, steps, future));
    predictAll(paths, this.#network, { steps });
    return subjects.map((subject, i) => {
      const found = this.#levelsOf(paths[i] as Path);
      const { transform } = subject.series.preprocessing;
      const mean = found.map((ofTarget) => ofTarget.map(transformOf[transform].undo));
      if (!levels) return this.#written(subject, mean);
      const bounds = this.#boundsOf(subject, found, levels);
      const side = (name: keyof Bounds) =>
        Object.fromEntries(
          levels.map((level, l) => [
            level,
            this.#written(
              subject,
              bounds.map((ofTarget) => (ofTarget[l] as Bounds)[name]),
            ),
          ]),
        );
      return { mean: this.#written(subject, mean), lower: side("lower"), upper: side("upper") };
    });
  }

  /** The levels of each target. */
  #levelsOf({ series, levels }: Path): Float64Array[] {
    const { targets, predicted } = series.plan;
    const { steps } = this.#settings;
    return targets.map((index) =>
      Float64Array.from({ length: steps }, (_, step) => levels[step * predicted.length + index] as number),
    );
  }

  /** Bounds of each target and level. */
  #boundsOf(subject: Subject, found: readonly Float64Array[], levels: readonly number[]): Bounds[][] {
    const { series, index } = subject;
    const { preprocessing, scales, plan } = series;
    if (preprocessing.loss === "gaussian") {
      const draws = this.#drawsOf(subject);
      return draws.map((steps) => levels.map((level) => boundsOfDraws(steps, level, preprocessing)));
    }
    const { steps, widths } = this.#settings;
    return found.map((ofTarget, target) =>
      levels.map((level) => {
        const scale = scales[plan.targets[target] as number] ?? noScale;
        return boundsAround(ofTarget, widths().at(index, target, scale, level, steps), preprocessing);
      }),
    );
  }

  /** Levels of drawn paths, ascending: of each target and step. */
  #drawsOf({ series, future }: Subject): Float64Array[][] {
    const { steps, samples, seed } = this.#settings;
    const paths = Array.from({ length: samples }, () => new Path(series, series.rows, steps, future));
    predictAll(paths, this.#network, { steps, draw: normalDraws(seed) });
    const found = paths.map((path) => this.#levelsOf(path));
    return series.plan.targets.map((_, target) =>
      Array.from({ length: steps }, (_, step) =>
        Float64Array.from(found, (ofPath) => ofPath[target]?.[step] as number).sort(),
      ),
    );
  }

  #written({ series }: Subject, byTarget: readonly Float64Array[]): unknown {
    const { form, targets } = series.preprocessing;
    const { steps } = this.#settings;
    const values = new Float64Array(steps * targets.length);
    for (const [target, ofSteps] of byTarget.entries())
      for (let step = 0; step < steps; step++) values[step * targets.length + target] = ofSteps[step] as number;
    return writeTable(withColumns(form, targets), values, steps);
  }
}

/**
 * Reads the rows of the known columns that are to come.
 * @param name what errors call them
 * @throws RnnError as `readRowsAfter`; `ERR_INVALID_OPTION` where they are missing or not needed, `ERR_SHAPE` where they are too few
 */
export function readFuture(
  value: unknown,
  name: string,
  { series, preprocessing }: PreparedSeries,
  steps: number,
): KnownFuture {
  const { form, known, knownScales, missing, time } = preprocessing;
  if (known.length === 0) {
    if (value !== undefined) throw invalidOption(name, "none, because no column is known ahead", value);
    return undefined;
  }
  const columns = known.map(show).join(", ");
  if (value === undefined) throw invalidOption(name, `${steps} rows of what is known ahead: ${columns}`, value);
  const expected = withColumns(form, known as readonly ColumnName[]);
  const table = readRowsAfter(series, value, name, { missing, expected, time }, form);
  if (table.rows < steps)
    throw new RnnError("ERR_SHAPE", `${name}: expected ${steps} rows, one for each step, got ${table.rows}`);
  const indices = known.map((_, index) => index);
  return scaledKnown(table.values, indices, known.length, knownScales);
}

/** Checks that what is known ahead has an entry for each series of a panel. @throws RnnError `ERR_INVALID_OPTION` */
export function checkPlaces(future: unknown, names: readonly string[] | undefined, count: number): void {
  if (names) {
    if (typeof future !== "object" || future === null || Array.isArray(future))
      throw invalidOption("future", `an object with the series ${names.map(show).join(", ")}`, future);
    checkKeys("future", future, names);
  } else if (!Array.isArray(future) || future.length !== count)
    throw invalidOption("future", `an array of ${count}, one for each series`, future);
}
