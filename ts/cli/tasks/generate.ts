/**
 * Generating on the command line: running text, and items a line each.
 */
import type { GenerateData, TextGenerator, TrainingData } from "../../index.js";
import { generateOptionGroups } from "../../tasks/generate/options.js";
import { ItemFile, LabeledItemFile, TextFile } from "../io/texts.js";
import { type OptionTable, option, type Values } from "../options/arguments.js";
import { file, number } from "../options/option-kinds.js";
import { UsageError } from "../options/usage-error.js";
import { loss, percent } from "../ui/format.js";
import { printable } from "../ui/symbols.js";
import { explainBy } from "./explain-by.js";
import type { Evaluated, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  text: option(file, "running text to generate more of"),
  items: option(file, "items to generate more of: one per line, or JSON arrays of symbols"),
  "labeled-items": option(file, "items with labels: sequence TAB label, JSON lines, or CSV (--label)"),
} satisfies OptionTable;

const evalOptions = {
  "max-bits": option(number, "exit with code 1 above this number of bits per symbol"),
} satisfies OptionTable;

const keys = ["text", "items", "labeled-items"] as const;

type DataFile = TextFile | ItemFile | LabeledItemFile;

function fileOf(key: (typeof keys)[number], path: string, reader: string, column: string | undefined): DataFile {
  if (key === "text") return new TextFile(path, reader);
  return key === "items" ? new ItemFile(path, reader) : new LabeledItemFile(path, reader, column);
}

const dataOf = (file: DataFile) =>
  "text" in file ? { text: file.text } : { items: file.items, ...("labels" in file && { labels: file.labels }) };

export const generateCli: TaskCli<"generate"> = {
  name: "generate",
  runOptions: generateOptionGroups,
  dataOptions,
  usage: "--text FILE | --items FILE | --labeled-items FILE",
  evalOptions,

  dataFrom(given): NamedData | undefined {
    const values = given as Values<typeof dataOptions> & { readonly validation?: unknown; readonly label?: string };
    const [key, ...others] = keys.filter((name) => values[name] !== undefined);
    if (key === undefined) return undefined;
    if (others.length > 0)
      throw new UsageError(`expected --${[key, ...others].join(" or --")}, got ${others.length > 1 ? "all" : "both"}`);
    const path = values[key] as string;
    const { validation } = values;
    const heldOut = typeof validation === "string" ? validation : undefined;
    const read = fileOf(key, path, `--${key}`, values.label);
    const other = heldOut === undefined ? undefined : fileOf(key, heldOut, "--validation", values.label);
    return {
      data: dataOf(read) as TrainingData,
      ...(other && { validation: dataOf(other) }),
      ...("count" in read && { count: () => read.count }),
      files: { [`--${key}`]: path, "--validation": heldOut },
      explain: explainBy(read, other),
    };
  },

  evaluate,

  unit: () => "symbols",
  shortScores: ({ validation, bitsPerSymbol }) => [
    `${validation ? "validation " : ""}${bits((validation ?? { bitsPerSymbol }).bitsPerSymbol)} per symbol`,
  ],
  scores: ({ loss: ofUpdate, bitsPerSymbol, validation }) => [
    `loss ${loss(ofUpdate)}`,
    `${bits(bitsPerSymbol)} per symbol`,
    ...(validation ? [`validation ${bits(validation.bitsPerSymbol)}`] : []),
  ],
  judged: ({ form }) => (form === "items" ? "item" : "symbol"),
  validation: ({ bitsPerSymbol, accuracy }) => `${bits(bitsPerSymbol)} per symbol, accuracy ${percent(accuracy)}`,
  liveSample: sampleText,
  sample: sampleText,
  next: (model) => ["generate", "-m", model],
};

const bits = (value: number): string => `${value.toFixed(value < 10 ? 3 : 1)} bits`;

async function evaluate(model: TextGenerator, { data }: NamedData): Promise<Evaluated> {
  const result = await model.evaluate(data as GenerateData as never);
  const { bitsPerSymbol, perplexity, accuracy, baseline } = result;
  return {
    result,
    rows: [
      ["bits per symbol", bitsPerSymbol.toFixed(3)],
      ["perplexity", perplexity.toPrecision(4)],
      ["accuracy", percent(accuracy)],
      ["loss", loss(result.loss)],
      ["baseline", `${baseline.bitsPerSymbol.toFixed(3)} bits per symbol (frequencies of the symbols)`],
    ],
    tables:
      bitsPerSymbol < baseline.bitsPerSymbol
        ? []
        : [["The model does not predict better than the frequencies of the symbols."]],
    limited: [["bits per symbol", bitsPerSymbol, "max-bits"]],
  };
}

function sampleText({ sample }: { readonly sample: { readonly text: string | readonly string[] } }): string {
  return `writes ${printable(sample.text).slice(-60)}`;
}
