/**
 * What the package exports of forecasting.
 */
import { type ClassOf, classOf } from "../class-of.js";
import type { SeriesKeys } from "./calls.js";
import type { Forecaster as ForecasterClass } from "./forecaster.js";

export type { ForecastStreamOptions, Interval, SeriesKeys } from "./calls.js";
export type { BaselineErrors, ForecastFigures } from "./evaluation/backtest.js";
export type { Backtest, BacktestOptions } from "./evaluation/backtesting.js";
export type { ForecasterConfig, HeldBackIntervals } from "./forecaster.js";
export type { ForecasterOptions } from "./options.js";
export type { ForecastProgress, ForecastSample, ForecastScores } from "./progress.js";
export type { StreamAnswer } from "./stream.js";
export type { ForecastData, PanelData, SeriesData } from "./training-data.js";

/**
 * A model that continues series. Created by `train()` and `load()`.
 * @interface
 */
export type Forecaster<
  // biome-ignore lint/suspicious/noExplicitAny: of data of any form
  Data = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Target extends PropertyKey = any,
  // biome-ignore lint/suspicious/noExplicitAny: of any columns
  Known extends PropertyKey = any,
  Many extends SeriesKeys = SeriesKeys,
> = ForecasterClass<Data, Target, Known, Many>;
/** For `model instanceof Forecaster`. */
export const Forecaster: ClassOf<Forecaster> = /* @__PURE__ */ classOf<Forecaster>("forecast", "Forecaster");
