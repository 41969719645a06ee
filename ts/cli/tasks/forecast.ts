/**
 * Forecasting on the command line: a series in a CSV file.
 */
import { show } from "../../errors/validate.js";
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
import { tell } from "../ui/output.js";
import type { Evaluated, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  series: option(file, "a series to forecast: CSV with a header, a row for each time"),
  target: option(columns, "a column to forecast (all that are not known); repeat it for more"),
  known: option(columns, "a column that is known ahead; repeat it for more"),
  column: option(columns, "a column to read (all); repeat it for more"),
  time: option(text, "the column of times (that of dates, or a first one such as year)"),
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
        const values = [...(target ?? []), ...(known ?? [])];
        const read = await series.read({ columns: column && [...new Set([...column, ...values])], time, values });
        if (read.counters.length > 0)
          tell(
            `Read as times or counts of rows: ${read.counters.map(show).join(", ")} (--column names what are values).`,
          );
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

type Shown = { readonly sample: { readonly actual: unknown; readonly predicted: unknown } };

/** The last row of a forecast: the one furthest ahead. */
function sampleText({ sample }: Shown): string {
  return `forecasts ${lastOf(sample.predicted)} (actual ${lastOf(sample.actual)})`;
}

function lastOf(rows: unknown): string {
  const last: unknown = Array.isArray(rows) ? rows.at(-1) : Object.values(rows as object).map((all) => all.at(-1));
  return (typeof last === "number" ? [last] : Object.values(last as object)).map(figure).join(", ");
}

async function evaluate(model: Forecaster, { files }: NamedData): Promise<Evaluated> {
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
    limited: [
      ["mean absolute scaled error", mase, "max-mase"],
      ["skill", skill, "min-skill"],
    ],
  };
}
