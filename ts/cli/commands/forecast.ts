/** `rnn-wasm forecast`: the rows that follow a series. */
import type { Forecaster, Interval } from "../../index.js";
import type { Command } from "../command.js";
import { columnsFor, forecastColumns, type Rows, wantedBy } from "../io/forecast-rows.js";
import { SeriesFile } from "../io/series-file.js";
import { streams } from "../io/streams.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { file, flag, integer, listOf, percentage } from "../options/option-kinds.js";
import { optionsOnly } from "../options/usage-error.js";
import { notesOf } from "../ui/forecaster-notes.js";
import { print, printJson, tell } from "../ui/output.js";
import { plot } from "../ui/plot.js";

const options = {
  model: modelOptions.model,
  steps: option(integer, "number of rows (the model's horizon)", "n"),
  levels: option(listOf(percentage), "percentages of intervals, such as 80,95"),
  history: option(file, "another series to continue: CSV with the model's columns"),
  future: option(file, "the next rows of the columns that are known ahead: CSV"),
  samples: option(integer, "paths to draw for the intervals of the loss gaussian (200)"),
  seed: option(integer, "makes these paths reproducible"),
  plot: option(flag, "draw the forecast in the terminal, with the interval as a band"),
  json: option(flag, "print one JSON object"),
};

export const forecast: Command<typeof options> = {
  name: "forecast",
  summary: "continue a series with a trained forecaster",
  usage: "forecast -m MODEL [-n STEPS]",
  examples: [
    ["rnn-wasm forecast -m air.safetensors -n 12 --levels 80,95", "CSV with dates and bounds"],
    ["rnn-wasm forecast -m air.safetensors --plot", "a picture in the terminal"],
    ["rnn-wasm forecast -m shop.safetensors -n 7 --future promotions.csv", "with the known columns of the next week"],
  ],
  options,
  notes: "Without --history, it continues the series of the training, which the model's file contains.",

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const { steps, levels, history, future, samples, seed } = values;
    const model = await modelFrom(values, "forecast");
    const files = { history: fileOf(history, "--history"), future: fileOf(future, "--future") };
    const call = {
      ...(files.history && { history: columnsFor(await files.history.read(wantedBy(model)), model) }),
      ...(files.future && { future: columnsFor(await files.future.read(futureOf(model)), model) }),
      samples,
      seed,
    };
    const shown = levels ?? (values.plot && model.intervals ? [80] : undefined);
    try {
      const found: unknown = shown ? model.forecast(steps, { ...call, levels: shown }) : model.forecast(steps, call);
      const hasTimes = model.config.time !== undefined;
      const times: unknown = hasTimes ? model.times(steps, { history: call.history as never }) : undefined;
      const isPanel = model.isPanel && history === undefined;
      if (values.json) await printJson(isPanel || !hasTimes ? found : withTimes(found, times, shown !== undefined));
      else await print(partsOf(model, found, times, isPanel, shown, values.plot === true).join("\n"));
    } catch (error) {
      throw explained(error, files);
    }
    for (const note of notesOf(model)) tell(note);
    return 0;
  },
};

/** A forecast of rows gets its times beside it; one with bounds a key for them. */
const withTimes = (found: unknown, times: unknown, hasBounds: boolean): object =>
  hasBounds ? { times, ...(found as object) } : { times, forecast: found };

/** CSV, or drawings, of each series. */
function partsOf(
  model: Forecaster,
  found: unknown,
  times: unknown,
  isPanel: boolean,
  levels: readonly number[] | undefined,
  isPlot: boolean,
): string[] {
  const all = isPanel ? Object.entries(found as object) : [[undefined, found] as const];
  const timesOf = (name: string | undefined) =>
    (name === undefined ? times : (times as Readonly<Record<string, unknown>> | undefined)?.[name]) as
      | readonly unknown[]
      | undefined;
  const lines: string[] = [];
  for (const [name, one] of all) {
    const columns = columnsOf(model, one, levels);
    if (isPlot) lines.push(...drawn(model, columns, name, levels));
    else {
      const rows = csvRows(model, columns, name, timesOf(name));
      lines.push(...(lines.length === 0 ? rows : rows.slice(1)));
    }
  }
  return lines;
}

/** The columns of a forecast with its bounds, by name. */
function columnsOf(
  model: Forecaster,
  found: unknown,
  levels: readonly number[] | undefined,
): Map<string, readonly number[]> {
  if (!levels) return forecastColumns(model, found as Rows);
  const { mean, lower, upper } = found as Interval<Rows, number>;
  const columns = new Map(forecastColumns(model, mean));
  for (const level of levels)
    for (const [side, bounds] of [
      ["lower", lower],
      ["upper", upper],
    ] as const)
      for (const [target, values] of forecastColumns(model, bounds[level] as Rows))
        columns.set(`${target}_${side}_${level}`, values);
  return columns;
}

function csvRows(
  { config }: Forecaster,
  columns: ReadonlyMap<string, readonly number[]>,
  series: string | undefined,
  times: readonly unknown[] | undefined,
): string[] {
  const before = [...(series === undefined ? [] : ["series"]), ...(times ? [String(config.time)] : [])];
  const steps = columns.values().next().value?.length ?? 0;
  const rows = Array.from({ length: steps }, (_, step) => [
    ...(series === undefined ? [] : [series]),
    ...(times ? [timeText(times[step])] : []),
    ...[...columns.values()].map((values) => String(Number((values[step] as number).toPrecision(9)))),
  ]);
  return [[...before, ...columns.keys()], ...rows].map((cells) => cells.map(csvCell).join(","));
}

/** Sums of numbers are rounded: 1961.0000000000002. */
const timeText = (time: unknown): string =>
  time instanceof Date ? time.toISOString() : String(typeof time === "number" ? Number(time.toFixed(6)) : time);

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function drawn(
  model: Forecaster,
  columns: ReadonlyMap<string, readonly number[]>,
  series: string | undefined,
  levels: readonly number[] | undefined,
): string[] {
  const [level] = levels ?? [];
  const width = Math.min(streams.stdout.columns ?? 80, 120);
  return model.config.targets.flatMap((target, place) => {
    const name = String(target);
    const title = [series, name].filter((part) => part !== undefined).join(": ");
    const band = level === undefined ? "" : `, ░ ${level} % interval`;
    const shown = {
      history: model.recent(series, place),
      forecast: columns.get(name) as readonly number[],
      lower: columns.get(`${name}_lower_${level}`),
      upper: columns.get(`${name}_upper_${level}`),
    };
    return [`${title}: • history, o forecast${band}`, ...plot(shown, width), ""];
  });
}

const fileOf = (path: string | undefined, reader: string): SeriesFile | undefined =>
  path === undefined ? undefined : new SeriesFile(path, reader);

/** Dates may be left out; those that are there have to follow the history. */
const futureOf = (model: Forecaster) => ({ time: null, ...wantedBy(model, model.config.known), timeMayLack: true });

function explained(
  error: unknown,
  { history, future }: { history?: SeriesFile | undefined; future?: SeriesFile | undefined },
): unknown {
  const isOfFuture = error instanceof Error && error.message.startsWith("future");
  return (isOfFuture ? future : history)?.explain(error) ?? error;
}
