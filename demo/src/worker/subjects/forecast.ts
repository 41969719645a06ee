/** Forecast: a network that continues a series, row by row, from its own predictions. */
import type { Forecaster } from "rnn-wasm";
import { valueText } from "../../shared/forecast/series.js";
import {
  type ForecastSeen,
  meanError,
  type Prepared,
  prepare,
  type Query,
  type Settings,
} from "../../shared/forecast/settings.js";
import { insideOf } from "../inside.js";
import { networkOf } from "../network.js";
import { defineSubject, type LookRequest } from "../subject.js";

/** The maximum number of visible rows, the last ones, that the model reads while it is inspected. */
const maxInside = 48;

/** The user's own series of at most so many visible rows get more patience. */
const shortRows = 400;

export const forecast = defineSubject<Settings, Query, Prepared, Forecaster>({
  task: "forecast",
  prepare,
  usualSteps: ({ source }) => (source === "waves" || source === "own" ? 400 : 180),
  plan({ seen, horizon, series: { season, isLogarithmic } }, { settings, from }) {
    const { source, window, difference, cell, nonlinearity, hiddenSize, lr, seed } = settings;
    // A short series has an epoch of few updates, and a wave that somebody draws is learned in some hundred.
    const isShortOwn = source === "own" && seen.length <= shortRows;
    const options = {
      seed,
      window,
      difference: season === undefined && difference === "season" ? "first" : difference,
      horizon,
      lags: [],
      transform: isLogarithmic ? "log" : "none",
      ...(season !== undefined && { season }),
      patience: isShortOwn ? 80 : 20,
      epochs: isShortOwn ? 400 : 200,
      lr,
    } as const;
    const model = { cell, hiddenSize, ...(cell === "rnn" && { nonlinearity }) };
    return {
      data: { series: seen },
      options: from === "checkpoint" ? {} : from === "weights" ? options : { ...options, ...model },
    };
  },
  scoreOf: ({ validation }) => (validation && "mae" in validation ? validation.mae : undefined),
  look,
  settingsOf: ({ config }) => {
    const { cell, hiddenSize } = config as { cell: Settings["cell"]; hiddenSize: number };
    return { cell, hiddenSize };
  },
  fits: () => true,
});

function look(
  model: Forecaster,
  prepared: Prepared | undefined,
  { settings, influence, isAtRest }: LookRequest<Settings, Query>,
) {
  const { series, seen } = prepared as Prepared;
  const { hidden } = settings;
  const truth = series.values.slice(seen.length);
  const mean = Array.from(model.forecast(hidden) as unknown as number[]);
  const band = isAtRest && model.intervals ? bandOf(model, hidden) : undefined;
  const { values, from, undo } = inputsOf(prepared as Prepared, settings);
  const rows = values.slice(-maxInside);
  const first = from + values.length - rows.length;
  const network = networkOf(model);
  const read = series.values.slice(first, first + rows.length);
  const { inside } = insideOf(network, {
    rows: Float32Array.from(rows),
    reads: read.map(valueText),
    influence,
    answersAt: ({ outputs }, t) => [{ text: valueText(undo(outputs[t] as number, first + t + 1)), share: 1 }],
  });
  const times = rows.map((_, i) => series.times[first + i] ?? "");
  const seenNow: ForecastSeen = {
    cut: seen.length,
    mean,
    band,
    error: meanError(mean, truth),
    rule: model.rule,
    insideFrom: first,
  };
  return { inside: { ...inside, series: { values: read, times, unit: series.unit } }, seen: seenNow };
}

function bandOf(model: Forecaster, hidden: number): ForecastSeen["band"] {
  const { lower, upper } = model.forecast(hidden, { levels: [80] }) as unknown as {
    readonly lower: Readonly<Record<number, number[]>>;
    readonly upper: Readonly<Record<number, number[]>>;
  };
  return { lower: Array.from(lower[80] ?? []), upper: Array.from(upper[80] ?? []) };
}

/** What the network reads of the visible rows, as the package prepares it; and how to convert an output to the data's units. */
function inputsOf(
  { seen, validationRows, series: { isLogarithmic, season = 1 } }: Prepared,
  { difference }: Settings,
): { values: number[]; from: number; undo: (output: number, row: number) => number } {
  const level = isLogarithmic ? seen.map(Math.log) : seen;
  const lag = difference === "none" ? 0 : difference === "first" ? 1 : season;
  const changes = level.slice(lag).map((value, i) => value - (lag === 0 ? 0 : (level[i] as number)));
  // The scale is that of the rows that are not held back for validation.
  const fitted = changes.slice(0, changes.length - validationRows);
  const mean = fitted.reduce((sum, value) => sum + value, 0) / fitted.length;
  const width = Math.sqrt(fitted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / fitted.length) || 1;
  return {
    values: changes.map((value) => (value - mean) / width),
    from: lag,
    undo(output, row) {
      const value = output * width + mean + (lag === 0 ? 0 : (level[row - lag] as number));
      return isLogarithmic ? Math.exp(value) : value;
    },
  };
}
