/**
 * The data source and the metrics of forecasting.
 */
import { byLoss, type Metrics } from "../metrics.js";
import type { TaskTraining } from "../task.js";
import type { ForecastCodec } from "./codec.js";
import { loadCalendars } from "./series/times.js";
import type { ForecastSpec } from "./source-spec.js";
import { scorerOf } from "./training/forecast-scorer.js";
import { ForecastSource } from "./training/forecast-source.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  ...byLoss,
};

export const forecastTraining: TaskTraining<ForecastSpec> = {
  async source(spec) {
    if (spec.codec.preprocessing.time !== undefined) await loadCalendars();
    return (draws) => new ForecastSource(spec, draws);
  },
  metrics: () => metrics,
  meanSteps: ({ codec }) => codec.preprocessing.window,
  scoring: ({ codec }) => codec,
  async scorer(scoring) {
    const codec = scoring as ForecastCodec;
    if (codec.preprocessing.time !== undefined) await loadCalendars();
    return scorerOf(codec);
  },
};
