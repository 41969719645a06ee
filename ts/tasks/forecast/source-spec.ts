/**
 * What the source of a forecaster is made from: plain values, so that they can be sent to a worker.
 */
import type { ForecastCodec } from "./codec.js";

export interface ForecastSpec {
  readonly codec: ForecastCodec;
  /** Rows from one training sequence to the next. */
  readonly stride: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
}
