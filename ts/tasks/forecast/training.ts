/**
 * The data source and the metrics of forecasting.
 */
import { byLoss, type Metrics } from "../metrics.js";
import type { TaskTraining } from "../task.js";
import type { ForecastSpec } from "./source-spec.js";
import { ForecastSource } from "./training/forecast-source.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  ...byLoss,
};

export const forecastTraining: TaskTraining<ForecastSpec> = {
  source: (spec) => (draws) => new ForecastSource(spec, draws),
  metrics: () => metrics,
};
