/**
 * Writes what a forecaster keeps beside its weights: preprocessing as JSON, and the numbers of its series as they lie in memory.
 */

import { encodeScales } from "../../data/scaling.js";
import type { JsonObject } from "../../model/file.js";
import { toBase64 } from "./base64.js";
import type { ForecastCodec } from "./codec.js";

export function encodeCodec({ preprocessing, series, panel, residuals }: ForecastCodec): JsonObject {
  const { form, targets, known, time, calendar, timeZone, mode, horizon, season, difference, transform } =
    preprocessing;
  const { scale, lags, missing, gapColumns, window, loss, knownScales } = preprocessing;
  // In one order, so that equal models are equal files.
  const settings = {
    ...{ form, targets, known, time, calendar, timeZone, mode, horizon, season, difference, transform },
    ...{ scale, lags, missing, gapColumns, window, loss },
  };
  return {
    forecast: { ...settings, knownScales: encodeScales(knownScales) },
    panel: panel ? (panel.names ?? true) : false,
    series: series.map(({ series: { rows, values, gaps, clock }, trainingRows, endRow, scales }, i) => ({
      ...{ rows, trainingRows, endRow, scales: encodeScales(scales), clock },
      values: toBase64(values),
      gaps: gaps && toBase64(gaps),
      errors: residuals && toBase64(residuals.errors[i] as Float64Array),
    })),
  };
}
