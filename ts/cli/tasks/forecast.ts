/**
 * Forecasting on the command line: a series in a CSV file.
 */
import type { Forecaster } from "../../index.js";
import { forecastOptionGroups } from "../../tasks/forecast/options.js";
import { columnsFor, wantedBy } from "../io/forecast-rows.js";
import { SeriesFile } from "../io/series-file.js";
import { type OptionTable, option, type Values } from "../options/arguments.js";
import { columns, file, number, text } from "../options/option-kinds.js";
import { expected, UsageError } from "../options/usage-error.js";
import { advice, figureRows, ruleRows } from "../ui/backtest-report.js";
import { notesOf } from "../ui/forecaster-notes.js";
import { figure, loss, table } from "../ui/format.js";
import type { Evaluated, GivenValues, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  series: option(file, "a series to forecast: CSV with a header, a row for each time"),
  target: option(columns, "a column to forecast (all that are not known); repeat it for more"),
  known: option(columns, "a column that is known ahead; repeat it for more"),
  column: option(columns, "a column to read (all); repeat it for more"),
  time: option(text, "the column of dates (the first one that begins with a date)"),
} satisfies OptionTable;

const evalOptions = {
  "max-mase": option(number, "exit with code 1 above this mean absolute scaled error"),
  "min-skill": option(number, "exit with code 1 below this skill over the best simple rule"),
} satisfies OptionTable;

export const forecastCli: TaskCli<"forecast"> = {
  name: "forecast",
  runOptions: forecastOptionGroups,
  dataOptions,
  usage: "--series FILE",
  evalOptions,

  dataFrom(given) {
    const {
      series: path,
      target,
      known,
      column,
      time,
      validation,
    } = given as Values<typeof dataOptions> & {
      readonly validation?: unknown;
    };
    if (path === undefined) {
      for (const name of ["target", "known", "column", "time"] as const)
        if (given[name] !== undefined) throw new UsageError(`--${name}: expected --series FILE beside it, got none`);
      return undefined;
    }
    if (typeof validation === "string") throw expected("--validation", "a share or a number of rows", validation);
    const series = new SeriesFile(path, "--series");
    return {
      files: { "--series": path },
      explain: (error) => series.explain(error),
      async open() {
        const wanted = column && [...new Set([...column, ...(target ?? []), ...(known ?? [])])];
        const read = await series.read({ columns: wanted, time });
        return {
          data: { series: columnsFor(read) },
          options: { targets: target, known, time: read.time?.name },
        };
      },
    };
  },

  evaluate,

  unit: () => "rows",
  shortScores: ({ validation }) => (validation ? [`validation loss ${loss(validation.loss)}`] : []),
  scores: ({ loss: ofUpdate, validation }) => [
    `loss ${loss(ofUpdate)}`,
    ...(validation ? [`validation loss ${loss(validation.loss)}, MAE ${figure(validation.mae)}`] : []),
  ],
  judged: () => "forecast value",
  validation: ({ loss: mean, mae }) => `loss ${loss(mean)}, mean absolute error ${figure(mae)} at the horizon`,
  liveSample: sampleText,
  sample: sampleText,
  notes: notesOf,
  next: (model) => ["forecast", "-m", model, "--plot"],
};

/** The last row of a forecast: the one furthest ahead. */
function sampleText({
  sample,
}: {
  readonly sample: { readonly actual: unknown; readonly predicted: unknown };
}): string {
  const last = (rows: unknown): unknown =>
    Array.isArray(rows)
      ? rows.at(-1)
      : Object.fromEntries(Object.entries(rows as object).map(([name, all]) => [name, (all as number[]).at(-1)]));
  const shown = (row: unknown): string =>
    typeof row === "number"
      ? figure(row)
      : Object.values(row as object)
          .map(figure)
          .join(", ");
  return `forecasts ${shown(last(sample.predicted))} (actual ${shown(last(sample.actual))})`;
}

async function evaluate(model: Forecaster, { files }: NamedData, given: GivenValues): Promise<Evaluated> {
  const { "max-mase": maxMase, "min-skill": minSkill } = given as Values<typeof evalOptions>;
  const series = new SeriesFile(files["--series"] as string, "--series");
  const read = await series.read(wantedBy(model));
  const result = await model.evaluate({ series: columnsFor(read, model) }).catch((error) => {
    throw series.explain(error);
  });
  const { mase, skill } = result;
  return {
    result,
    rows: figureRows(result),
    tables: [table(ruleRows(result)), ...advice(result, model)],
    failed: [
      ...(maxMase !== undefined && !((mase ?? Number.NaN) <= maxMase)
        ? [`mean absolute scaled error ${mase ?? "undefined"} is above --max-mase ${maxMase}`]
        : []),
      ...(minSkill !== undefined && !((skill ?? Number.NaN) >= minSkill)
        ? [`skill ${skill ?? "undefined"} is below --min-skill ${minSkill}`]
        : []),
    ],
  };
}
