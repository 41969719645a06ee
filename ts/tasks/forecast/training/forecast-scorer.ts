/**
 * Scores forecasts from origins within series, on the thread of a run or on others.
 */
import type { Pause, Scorer } from "../../source.js";
import { type ForecastCodec, preparedSeries } from "../codec.js";
import { type ErrorSums, sumErrors } from "../evaluation/errors.js";
import { Path } from "../prediction/path.js";
import { predictPaths, warmUpOf } from "../prediction/predict-paths.js";
import type { PreparedSeries } from "../preparation/prepared-series.js";

/** Origins of forecasts in a series. */
export interface OriginJob {
  /** Its place among the series. */
  readonly series: number;
  readonly origins: readonly number[];
}

/** The errors of a job's forecasts. */
export interface OriginScore extends ErrorSums {
  readonly series: number;
}

/** Origins far apart are scored apart, since reading the rows between them would take longer than reading those before each. */
export function* jobsOf(series: number, origins: readonly number[], warmUp: number): Generator<OriginJob> {
  for (let from = 0, to = 0; from < origins.length; from = to) {
    const first = origins[from] as number;
    while (to < origins.length && (origins[to] as number) - first <= 4 * warmUp) to++;
    yield { series, origins: origins.slice(from, to) };
  }
}

export function scorerOf(codec: ForecastCodec): Scorer {
  const { horizon } = codec.preprocessing;
  const warmUp = warmUpOf(codec.preprocessing);
  let all: readonly PreparedSeries[] | undefined;
  return async (network, job, pause: Pause): Promise<OriginScore> => {
    const { series, origins } = job as OriginJob;
    all ??= preparedSeries(codec);
    const prepared = all[series] as PreparedSeries;
    const paths = origins.map((origin) => new Path(prepared, origin, horizon));
    for (const _ of predictPaths(paths, network, { steps: horizon, warmUp })) await pause();
    return { series, ...sumErrors(paths, horizon) };
  };
}
