/**
 * Forecasting: the rows that continue a series.
 */
import { withColumns, writeTable } from "../../data/table.js";
import type { Metrics } from "../metrics.js";
import type { Task } from "../task.js";
import type { ForecastCodec } from "./codec.js";
import { encodeCodec } from "./encode-codec.js";
import { Forecaster } from "./forecaster.js";
import { forecastDefaults, forecastOptions } from "./options.js";
import type { ForecastSample } from "./progress.js";
import { resolveForecast } from "./resolve.js";
import type { ForecastSpec } from "./source-spec.js";
import { ForecastSource, type RawSample } from "./training/forecast-source.js";
import { seriesOf } from "./training-data.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached(until, scores) {
    const asked = Object.entries(until ?? {}).filter(([, limit]) => limit !== undefined);
    return asked.length > 0 && asked.every(([name, limit]) => (scores[name] as number) <= (limit as number));
  },
};

export const forecast: Task<ForecastSpec, ForecastCodec, Forecaster> = {
  name: "forecast",
  options: forecastOptions,
  defaults: forecastDefaults,
  defaultStop: { patience: 20, epochs: 300 },
  dataKinds: { series: "a series", panel: "a panel of series" },
  kindsOf: (data) => [seriesOf(data).panel ? "panel" : "series"],
  resolve: resolveForecast,
  source: (spec) => (draws) => new ForecastSource(spec, draws),
  metrics: () => metrics,

  present(sample, { preprocessing: { form, targets } }): ForecastSample {
    const written = (values: Float64Array) =>
      writeTable(withColumns(form, targets), values, values.length / targets.length);
    const { actual, predicted } = sample as RawSample;
    return { actual: written(actual), predicted: written(predicted) };
  },

  encode: encodeCodec,
  loading: async () => (await import("./files/loading.js")).forecastLoading,
  model: (parts, training) => Forecaster.of(parts, training),
};
