/**
 * Backtests: forecasts from many origins of a series, compared with the true values and with simple rules.
 */
import type { Network } from "../../../core/network.js";
import { Path } from "../prediction/path.js";
import { predictPaths } from "../prediction/predict-paths.js";
import type { PreparedSeries } from "../preparation/prepared-series.js";
import { type BaselineName, Baselines, baselineNames, type Column, meanStep } from "./baselines.js";
import { coverageOf } from "./coverage.js";
import { errorAt, type PathError } from "./errors.js";
import type { Widening } from "./widening.js";

/** Mean absolute errors of forecasts by simple rules, in the data's units. */
export interface BaselineErrors {
  /** Of a forecast that repeats the last value. */
  readonly naive: number;
  /** Of a forecast that repeats the value a season before; only with the option `season`. */
  readonly seasonal?: number;
  /** Of a forecast that continues the line through the first and the last value. */
  readonly drift: number;
  /** Of a forecast that repeats the mean of all values so far. */
  readonly mean: number;
}

/** The errors of forecasts, and comparisons with simple rules. */
export interface ForecastFigures {
  /** Mean absolute error, in the data's units. */
  readonly mae: number;
  /** Root of the mean squared error, in the data's units. */
  readonly rmse: number;
  /** Mean of |error| / |actual|, a share; undefined if all actual values are 0. */
  readonly mape: number | undefined;
  /** The mean absolute error / that of one-step (seasonal) naive forecasts in the training part; undefined if that is 0. */
  readonly mase: number | undefined;
  /** Mean absolute errors of forecasts by simple rules. */
  readonly baselines: BaselineErrors;
  /** 1 − mae / that of the best baseline: above 0, the model is better. Undefined if all baselines are exact. */
  readonly skill: number | undefined;
  /**
   * The share of values within the 80 and 95 % intervals, 0 … 1, which come from earlier forecasts. Undefined for fewer than 3 forecasts that do
   * not overlap, or 12 values of these.
   */
  readonly coverage: {
    /** Of the 80 % intervals. */
    readonly 80: number | undefined;
    /** Of the 95 % intervals. */
    readonly 95: number | undefined;
  };
}

/** The forecasts of one series from several origins. */
export interface SeriesBacktest extends ForecastFigures {
  readonly origins: readonly number[];
  /** forecast − actual, f64[origins][steps][targets], NaN where the value was missing. */
  readonly errors: Float64Array;
  readonly targets: readonly ForecastFigures[];
}

/** What is to be forecast. */
export interface BacktestRequest {
  readonly series: PreparedSeries;
  /** Ascending. */
  readonly origins: readonly number[];
  readonly horizon: number;
  /** Rows by which MASE divides. */
  readonly trainingRows: number;
  /** How intervals are widened, if they are. */
  readonly widening: Widening | undefined;
}

export async function backtestSeries(
  { series, origins, horizon, trainingRows, widening }: BacktestRequest,
  network: () => Network,
  pause: () => undefined | Promise<void>,
): Promise<SeriesBacktest> {
  const paths = origins.map((origin) => new Path(series, origin, horizon));
  for (const _ of predictPaths(paths, network, { steps: horizon })) await pause();
  const { targets } = series.plan;
  const errors = new Float64Array(origins.length * horizon * targets.length).fill(Number.NaN);
  const figures = targets.map((_, target) => {
    const found = paths.map((path) => Array.from({ length: horizon }, (_, step) => errorAt(path, step, target)));
    for (const [i, steps] of found.entries())
      for (const [step, error] of steps.entries())
        if (error) errors[(i * horizon + step) * targets.length + target] = error.forecast - error.actual;
    const sizes = figuresOf(found, origins, baselinesOf(series, target, trainingRows));
    const sizesAt = (step: number) => Float64Array.from(found, (steps) => Math.abs(steps[step]?.level ?? Number.NaN));
    return { ...sizes, coverage: coverageOf(sizesAt, origins, horizon, widening) };
  });
  return { ...meanFigures(figures), origins, errors, targets: figures };
}

/** A target's column with its simple rules. */
interface Rules {
  readonly baselines: Baselines;
  readonly names: readonly BaselineName[];
  readonly meanStep: number;
}

function baselinesOf({ series, plan, preprocessing }: PreparedSeries, target: number, trainingRows: number): Rules {
  const columns = preprocessing.form.columns.length;
  const at = plan.predicted[plan.targets[target] as number] as number;
  const column: Column = {
    values: Float64Array.from({ length: series.rows }, (_, row) => series.values[row * columns + at] as number),
    isMissing: (row) => series.gaps?.[row * columns + at] === 1,
  };
  const { season } = preprocessing;
  return {
    baselines: new Baselines(column, season),
    names: baselineNames.filter((name) => name !== "seasonal" || season !== undefined),
    meanStep: meanStep(column, trainingRows, season ?? 1),
  };
}

/** @param found errors by origin and step */
function figuresOf(
  found: readonly (readonly (PathError | undefined)[])[],
  origins: readonly number[],
  { baselines, names, meanStep }: Rules,
): Omit<ForecastFigures, "coverage"> {
  const [absolute, squares, shares] = [new Mean(), new Mean(), new Mean()];
  const ofRules = names.map(() => new Mean());
  for (const [i, steps] of found.entries())
    for (const [step, error] of steps.entries()) {
      if (!error) continue;
      const difference = error.forecast - error.actual;
      absolute.add(Math.abs(difference));
      squares.add(difference * difference);
      if (error.actual !== 0) shares.add(Math.abs(difference / error.actual));
      for (const [rule, name] of names.entries()) {
        const forecast = baselines.at(name, origins[i] as number, step);
        if (!Number.isNaN(forecast)) (ofRules[rule] as Mean).add(Math.abs(forecast - error.actual));
      }
    }
  const best = Math.min(...ofRules.map(({ value }) => value).filter(isNumber));
  const mae = absolute.value;
  return {
    mae,
    rmse: Math.sqrt(squares.value),
    mape: defined(shares.value),
    mase: meanStep > 0 ? mae / meanStep : undefined,
    baselines: Object.fromEntries(names.map((name, i) => [name, ofRules[i]?.value])) as unknown as BaselineErrors,
    skill: best > 0 && Number.isFinite(best) ? 1 - mae / best : undefined,
  };
}

/** The means of figures over targets or series; of those that are defined. */
export function meanFigures(all: readonly ForecastFigures[]): ForecastFigures {
  const mean = (of: (figures: ForecastFigures) => number | undefined) => {
    const total = new Mean();
    for (const figures of all) {
      const value = of(figures);
      if (value !== undefined && isNumber(value)) total.add(value);
    }
    return total.value;
  };
  const names = baselineNames.filter((name) => all.some(({ baselines }) => baselines[name] !== undefined));
  return {
    mae: mean(({ mae }) => mae),
    rmse: mean(({ rmse }) => rmse),
    mape: defined(mean(({ mape }) => mape)),
    mase: defined(mean(({ mase }) => mase)),
    baselines: Object.fromEntries(
      names.map((name) => [name, mean(({ baselines }) => baselines[name])]),
    ) as unknown as BaselineErrors,
    skill: defined(mean(({ skill }) => skill)),
    coverage: {
      80: defined(mean(({ coverage }) => coverage[80])),
      95: defined(mean(({ coverage }) => coverage[95])),
    },
  };
}

const isNumber = (value: number): boolean => !Number.isNaN(value);
const defined = (value: number): number | undefined => (isNumber(value) ? value : undefined);

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  /** NaN of nothing. */
  get value(): number {
    return this.#sum / this.#count;
  }
}
