/**
 * Classifying on the command line.
 */
import type { Classification, Classifier, LabeledData } from "../../index.js";
import { classifyOptionGroups } from "../../tasks/classify/options.js";
import { sequenceParser } from "../io/model-sequences.js";
import { type OptionTable, option, type Values } from "../options/arguments.js";
import { file, flag, number, text } from "../options/option-kinds.js";
import { loss, percent, table } from "../ui/format.js";
import { printable } from "../ui/symbols.js";
import { lossAndAccuracy, shortAccuracy } from "./accuracy-scores.js";
import { answeredFrom } from "./answered-data.js";
import type { Evaluated, GivenValues, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  labeled: option(file, "sequences with labels: sequence TAB label, JSON lines, CSV (--label), or a folder"),
  label: option(text, "the column of a CSV file that has the labels"),
  "label-from-name": option(flag, "for a folder of CSV files: the label is the file's name up to -NUMBER"),
} satisfies OptionTable;

const evalOptions = {
  "min-accuracy": option(number, "exit with code 1 below this accuracy"),
  plot: option(flag, "for classifiers: draw the confusion matrix"),
  "min-macro-f1": option(number, "exit with code 1 below this mean F1 of all classes"),
} satisfies OptionTable;

export const classifyCli: TaskCli<"classify"> = {
  name: "classify",
  runOptions: classifyOptionGroups,
  dataOptions,
  usage: "--labeled FILE",
  evalOptions,

  dataFrom(given) {
    const values = given as Values<typeof dataOptions> & {
      readonly validation?: unknown;
      readonly "labeled-items"?: string;
    };
    return answeredFrom("labeled", values.labeled, values.validation, {
      // Labeled items of a generator have such a column too.
      column: values["labeled-items"] === undefined ? values.label : undefined,
      isInName: values["label-from-name"] ?? false,
      columnOption: "--label COLUMN",
      columnFiles: "--labeled FILE or --labeled-items FILE",
      parse: (label) => label,
      wanted: "label",
    });
  },

  evaluate,
  answering: (model) => ({
    noun: "sequence",
    parse: sequenceParser(model),
    answer: (sequences) => model.predictBatch(sequences as never[]),
    show: (label) => printable(String(label)),
  }),

  unit: ({ sample }) => unitOf(sample.input),
  shortScores: shortAccuracy,
  scores: lossAndAccuracy,
  judged: () => "sequence",
  validation: ({ loss: mean, accuracy, macroF1 }) =>
    `loss ${loss(mean)}, accuracy ${percent(accuracy)}, macro F1 ${percent(macroF1)}`,
  liveSample: sampleText,
  sample: sampleText,

  next(model, last) {
    const input = last?.sample.input;
    const message = typeof input === "string" && !/\s/.test(input) ? input : "SEQUENCE";
    return ["classify", "-m", model, ...(message.startsWith("-") ? ["--"] : []), printable(message)];
  },
};

const unitOf = (sequence: unknown) =>
  typeof sequence === "string" || (Array.isArray(sequence) && typeof sequence[0] === "string") ? "symbols" : "rows";

type Sample = {
  readonly sample: { readonly input: unknown; readonly predicted: unknown; readonly probability: number };
};

function sampleText({ sample: { input, predicted, probability } }: Sample): string {
  const answer = `${printable(String(predicted))} ${percent(probability)}`;
  return typeof input === "string" ? `${printable(input.slice(0, 24))} -> ${answer}` : answer;
}

/** Labels with their probabilities, the likeliest first. */
export const shownRanking = ({ ranked }: Classification, top: number): string =>
  ranked
    .slice(0, top)
    .map(({ label, probability }) => `${printable(String(label))}\t${percent(probability)}`)
    .join("\t");

async function evaluate(model: Classifier, { data }: NamedData, given: GivenValues): Promise<Evaluated> {
  const { plot = false } = given as Values<typeof evalOptions>;
  const result = await model.evaluate(data as LabeledData);
  const { accuracy, balancedAccuracy, macroF1, perClass, confusion, baseline } = result;
  const isAhead = accuracy > baseline.accuracy;
  return {
    result,
    rows: [
      ["accuracy", percent(accuracy)],
      ["balanced accuracy", percent(balancedAccuracy)],
      ["macro F1", percent(macroF1)],
      ["loss", loss(result.loss)],
      ["baseline", `${percent(baseline.accuracy)} (always ${printable(String(baseline.label))})`],
    ],
    tables: [
      table([
        ["label", "precision", "recall", "F1", "support"],
        ...perClass.map(({ label, precision, recall, f1, support }) => [
          printable(String(label)),
          percent(precision),
          percent(recall),
          percent(f1),
          String(support),
        ]),
      ]),
      confusionTable(confusion, plot),
      ...(isAhead ? [] : [["The model is not better than always answering the most frequent label."]]),
    ],
    limited: [
      ["accuracy", accuracy, "min-accuracy"],
      ["macro F1", macroF1, "min-macro-f1"],
    ],
  };
}

/** More labels than a table of numbers has room for are shown as shades. */
const maxConfusionLabels = 20;

/** Truths as rows, answers as columns; zeros are dots, so that confusions stand out. */
function confusionTable(
  { labels, counts }: Awaited<ReturnType<Classifier["evaluate"]>>["confusion"],
  isPlot: boolean,
): string[] {
  const names = labels.map((label) => printable(String(label)).slice(0, 12));
  if (labels.length > maxConfusionLabels || isPlot) return shadedMatrix(names, counts);
  const rows = counts.map((row, i) => [names[i] as string, ...row.map((n) => (n === 0 ? "·" : String(n)))]);
  return ["confusion: a row for each label, a column for each answer", ...table([["", ...names], ...rows])];
}

/** A share of a row from 0 to 1; any confusion is visible. */
const shadeOf = (share: number): string => (share === 0 ? "·" : ("░▒▓█"[Math.floor(share * 4)] ?? "█"));

/** A square for each label and answer, as dark as the share of the label's sequences that got this answer. */
function shadedMatrix(names: readonly string[], counts: readonly (readonly number[])[]): string[] {
  const margin = Math.max(...names.map(({ length }) => length));
  const rows = counts.map((row, i) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    return `${names[i]?.padStart(margin)} │${row.map((n) => shadeOf(total === 0 ? 0 : n / total).repeat(2)).join("")}`;
  });
  return ["confusion: a row for each label, a column for each answer in the same order, darker is more", ...rows];
}
