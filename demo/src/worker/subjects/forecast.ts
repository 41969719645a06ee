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
import type { ReadSeries } from "../../shared/protocol.js";
import { insideOf } from "../inside.js";
import { compute, type Network, networkOf } from "../network.js";
import { defineSubject, type LookRequest } from "../subject.js";

/** The maximum number of rows that are shown, the last ones; the model reads all. */
const maxInside = 240;

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
  { settings, influence, isAtRest, forget }: LookRequest<Settings, Query>,
) {
  const { series, seen } = prepared as Prepared;
  const { hidden } = settings;
  const truth = series.values.slice(seen.length);
  const network = networkOf(model);
  const reading = new SeriesReading(prepared as Prepared, settings);
  const mean = forget ? alone(network, reading, hidden) : Array.from(model.forecast(hidden) as unknown as number[]);
  const band = isAtRest && !forget && model.intervals ? bandOf(model, hidden) : undefined;
  // Beyond the border it reads its own forecasts.
  const read = [...seen, ...mean];
  const { lag } = reading;
  const inputs = reading.inputsOf(read);
  const readBefore = Math.max(0, inputs.length - maxInside);
  const first = lag + readBefore;
  const answered: string[] = [];
  const { inside } = insideOf(network, {
    rows: Float32Array.from(inputs),
    reads: read.slice(first).map(valueText),
    isAlone: forget,
    influence,
    readBefore,
    ownFrom: seen.length - first,
    answersAt({ outputs }, t) {
      const output = outputs[t] as number;
      answered[t] = reading.textOf(output);
      return [{ text: valueText(reading.undo(output, read, first + t + 1)), share: 1 }];
    },
  });
  const shown: ReadSeries = {
    values: read.slice(first),
    times: read.slice(first).map((_, i) => series.times[first + i] ?? ""),
    unit: series.unit,
    firstRow: first,
    rows: read.length,
    form: reading.form,
    readAs: inputs.slice(readBefore).map((input) => reading.textOf(input)),
    answeredAs: answered,
  };
  const seenNow: ForecastSeen = {
    cut: seen.length,
    mean,
    band,
    error: meanError(mean, truth),
    rule: model.rule,
    insideFrom: first,
  };
  return { inside: { ...inside, series: shown }, seen: seenNow };
}

/** A forecast without memory: each step reads the answer before it, from a zero state. */
function alone(network: Network, reading: SeriesReading, hidden: number): number[] {
  const rows = [...reading.seen];
  for (let ahead = 0; ahead < hidden; ahead++) {
    const { outputs } = compute(network, Float32Array.of(reading.inputsOf(rows).at(-1) as number));
    rows.push(reading.undo(outputs[0] as number, rows, rows.length));
  }
  return rows.slice(reading.seen.length);
}

function bandOf(model: Forecaster, hidden: number): ForecastSeen["band"] {
  const { lower, upper } = model.forecast(hidden, { levels: [80] }) as unknown as {
    readonly lower: Readonly<Record<number, number[]>>;
    readonly upper: Readonly<Record<number, number[]>>;
  };
  return { lower: Array.from(lower[80] ?? []), upper: Array.from(upper[80] ?? []) };
}

/** What the network makes of a series before it reads it, as the package does it, and how to undo that. */
class SeriesReading {
  readonly seen: readonly number[];
  /** Rows between those whose difference is read. */
  readonly lag: number;
  /** What is read, with "…" for its text. */
  readonly form: string;
  readonly #isLogarithmic: boolean;
  readonly #mean: number;
  readonly #width: number;

  constructor(
    { seen, validationRows, series: { isLogarithmic, season = 1, row } }: Prepared,
    { difference }: Settings,
  ) {
    this.seen = seen;
    this.lag = difference === "none" ? 0 : difference === "first" ? 1 : season;
    this.#isLogarithmic = isLogarithmic;
    const since = this.lag > 1 ? ` from ${this.lag} ${row}s before` : "";
    this.form = this.lag > 0 ? `a change of …${since}` : `… standard deviations from the mean`;
    const changes = this.#changesOf(seen);
    // The scale is that of the rows that are not held back for validation.
    const fitted = changes.slice(0, changes.length - validationRows);
    this.#mean = fitted.reduce((sum, value) => sum + value, 0) / fitted.length;
    const variance = fitted.reduce((sum, value) => sum + (value - this.#mean) ** 2, 0) / fitted.length;
    this.#width = Math.sqrt(variance) || 1;
  }

  /** The inputs of all rows that have one. */
  inputsOf(rows: readonly number[]): number[] {
    return this.#changesOf(rows).map((value) => (value - this.#mean) / this.#width);
  }

  /** An input or output in words that people know: a change in percent where the network reads differences of logarithms. */
  textOf(input: number): string {
    const change = input * this.#width + this.#mean;
    if (this.lag === 0) return withSign(input, 2);
    return this.#isLogarithmic ? `${withSign(100 * (Math.exp(change) - 1), 1)} %` : withSign(change, 3);
  }

  /** The value of a row that is answered by `output`. */
  undo(output: number, rows: readonly number[], row: number): number {
    const value =
      output * this.#width + this.#mean + (this.lag === 0 ? 0 : this.#level(rows[row - this.lag] as number));
    return this.#isLogarithmic ? Math.exp(value) : value;
  }

  #level(value: number): number {
    return this.#isLogarithmic ? Math.log(value) : value;
  }

  #changesOf(rows: readonly number[]): number[] {
    const levels = rows.map((value) => this.#level(value));
    return levels.slice(this.lag).map((level, i) => level - (this.lag === 0 ? 0 : (levels[i] as number)));
  }
}

const withSign = (value: number, digits: number) => {
  const text = value.toLocaleString("en", { maximumFractionDigits: digits, signDisplay: "exceptZero" });
  return text.replace("-", "−");
};
