/**
 * Writes what a forecaster keeps beside its weights: preprocessing as JSON, and the numbers of its series as they lie in memory, in base64. Long
 * series are tensors, because the header of a file has at most 100 MB.
 */

import { encodeScales } from "../../data/scaling.js";
import type { TensorData, TensorRecord } from "../../formats/safetensors/tensor-record.js";
import type { JsonObject } from "../../model/file.js";
import { toBase64 } from "./base64.js";
import { type ForecastCodec, tensorName } from "./codec.js";

/** If all series together have more numbers, they are tensors. */
const maxInline = 2 ** 17;

export function encodeCodec({ preprocessing, series, panel, residuals }: ForecastCodec): JsonObject {
  const tensors: [string, TensorRecord][] = [];
  const isLong = series.reduce((sum, { series: { values } }) => sum + values.length, 0) > maxInline;
  const written = (index: number, name: string, dtype: string, data: TensorData | undefined) => {
    if (data && !isLong) return { [name]: toBase64(data) };
    if (data) tensors.push([tensorName(index, name), { dtype, shape: [data.length], data }]);
    return undefined;
  };
  return {
    // In one order, so that equal models are equal files.
    forecast: {
      ...Object.fromEntries(Object.entries(preprocessing).sort()),
      knownScales: encodeScales(preprocessing.knownScales),
    },
    panel: panel ? (panel.names ?? true) : false,
    series: series.map(({ series: { rows, values, gaps, clock }, trainingRows, endRow, scales }, i) => ({
      ...{ rows, trainingRows, endRow, scales: encodeScales(scales), clock },
      ...written(i, "values", "F64", values),
      ...written(i, "gaps", "U8", gaps),
      ...written(i, "errors", "F64", residuals?.errors[i]),
    })),
    tensors,
  };
}
