/**
 * Regression on the command line.
 */
import type { Regressor, ValuedData } from "../../index.js";
import { regressOptionGroups } from "../../tasks/regress/options.js";
import { numberOf } from "../io/csv.js";
import { sequenceParser } from "../io/model-sequences.js";
import { type OptionTable, option, type Values } from "../options/arguments.js";
import { file, number, text } from "../options/option-kinds.js";
import { loss } from "../ui/format.js";
import { answeredFrom } from "./answered-data.js";
import type { Evaluated, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  valued: option(file, "sequences with a number each: sequence TAB value, JSON lines, or CSV (--value)"),
  value: option(text, "the column of a CSV file that has the values"),
} satisfies OptionTable;

const evalOptions = {
  "max-mae": option(number, "exit with code 1 above this mean absolute error"),
} satisfies OptionTable;

export const regressCli: TaskCli<"regress"> = {
  name: "regress",
  runOptions: regressOptionGroups,
  dataOptions,
  usage: "--valued FILE",
  evalOptions,

  dataFrom(given) {
    const values = given as Values<typeof dataOptions> & { readonly validation?: unknown };
    return answeredFrom("valued", values.valued, values.validation, {
      column: values.value,
      isInName: false,
      columnOption: "--value COLUMN",
      columnFiles: "--valued FILE",
      parse: numberOf,
      wanted: "number",
    });
  },

  evaluate,
  answering: (model) => ({
    noun: "sequence",
    parse: sequenceParser(model),
    answer: (sequences) => model.predictBatch(sequences as never[]),
    show: (value) => (typeof value === "number" ? String(value) : JSON.stringify(value)),
  }),

  // Its progress does not say whether these are symbols or rows.
  unit: () => "time steps",
  shortScores: ({ validation }) => (validation ? [`validation loss ${loss(validation.loss)}`] : []),
  scores: ({ loss: ofUpdate, validation }) => [
    `loss ${loss(ofUpdate)}`,
    ...(validation ? [`validation loss ${loss(validation.loss)}, MAE ${rounded(validation.mae)}`] : []),
  ],
  judged: () => "sequence",
  validation: ({ loss: mean, mae }) => `loss ${loss(mean)}, mean absolute error ${rounded(mae)}`,
  liveSample: sampleText,
  sample: sampleText,
  next: (model) => ["predict", "-m", model, "SEQUENCE"],
};

const rounded = (value: unknown): string =>
  typeof value === "number" ? String(Number(value.toPrecision(4))) : JSON.stringify(value);

function sampleText({
  sample,
}: {
  readonly sample: { readonly actual: unknown; readonly predicted: unknown };
}): string {
  return `estimates ${rounded(sample.predicted)} (actual ${rounded(sample.actual)})`;
}

async function evaluate(model: Regressor, { data }: NamedData): Promise<Evaluated> {
  const result = await model.evaluate(data as ValuedData<never, never>);
  const { mae, rmse, r2, baseline } = result;
  return {
    result,
    rows: [
      ["mean absolute error", rounded(mae)],
      ["root mean squared error", rounded(rmse)],
      ["R²", rounded(r2)],
      ["loss", loss(result.loss)],
      ["baseline", `mean absolute error ${rounded(baseline.mae)} (always the mean)`],
    ],
    tables: mae < baseline.mae ? [] : [["The model is not better than always answering the mean."]],
    limited: [["mean absolute error", mae, "max-mae"]],
  };
}
