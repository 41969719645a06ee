/**
 * The data source and the metrics of forecasting.
 */
import type { Metrics } from "../metrics.js";
import type { TaskTraining } from "../task.js";
import type { ForecastSpec } from "./source-spec.js";
import { ForecastSource } from "./training/forecast-source.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached(until, scores) {
    const asked = Object.entries(until ?? {}).filter(([, limit]) => limit !== undefined);
    return asked.length > 0 && asked.every(([name, limit]) => (scores[name] as number) <= (limit as number));
  },
};

export const forecastTraining: TaskTraining<ForecastSpec> = {
  source: (spec) => (draws) => new ForecastSource(spec, draws),
  metrics: () => metrics,
};
