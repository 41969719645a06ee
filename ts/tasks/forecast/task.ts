/**
 * Forecasting: the rows that continue a series.
 */
import { withColumns, writeTable } from "../../data/table.js";
import type { Task } from "../task.js";
import type { ForecastCodec } from "./codec.js";
import { encodeCodec } from "./encode-codec.js";
import { settle } from "./evaluation/settle.js";
import { Forecaster } from "./forecaster.js";
import { seriesOf } from "./given-series.js";
import { forecastDefaults, forecastOptions, forecastStop } from "./options.js";
import type { ForecastSample } from "./progress.js";
import { resolveForecast } from "./resolve.js";
import { loadTimes } from "./series/times.js";
import type { ForecastSpec } from "./source-spec.js";
import type { RawSample } from "./training/forecast-source.js";

export const forecast: Task<ForecastSpec, ForecastCodec, Forecaster> = {
  name: "forecast",
  options: forecastOptions,
  defaults: forecastDefaults,
  defaultStop: forecastStop,
  dataKinds: { series: "a series", panel: "a panel of series" },
  kindsOf: (data) => [seriesOf(data).panel ? "panel" : "series"],
  resolve: resolveForecast,

  present(sample, { preprocessing: { form, targets } }): ForecastSample {
    const written = (values: Float64Array) =>
      writeTable(withColumns(form, targets), values, values.length / targets.length);
    const { actual, predicted } = sample as RawSample;
    return { actual: written(actual), predicted: written(predicted) };
  },

  encode: encodeCodec,
  async loading() {
    const [{ forecastLoading }] = await Promise.all([import("./files/loading.js"), loadTimes()]);
    return forecastLoading;
  },
  model(parts, training) {
    const settled = settle(parts, training);
    return Forecaster.of(settled.parts, settled.training);
  },
};
