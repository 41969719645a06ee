/**
 * Tagging on the command line: ciphers, and pairs from files.
 */
import { manualSeed, type SymbolSequence, type TagData, type Tagger } from "../../index.js";
import { tagOptionGroups } from "../../tasks/tag/options.js";
import { answersOf, messageParser, shownAnswer } from "../io/model-messages.js";
import { PairFile } from "../io/pairs.js";
import { type OptionTable, option, type Values } from "../options/arguments.js";
import { cipherFrom, cipherOptions } from "../options/cipher-options.js";
import { file, integer, number } from "../options/option-kinds.js";
import { expected, UsageError } from "../options/usage-error.js";
import { loss, percent } from "../ui/format.js";
import { emergingText, printable } from "../ui/symbols.js";
import { lossAndAccuracy, shortAccuracy } from "./accuracy-scores.js";
import type { Evaluated, GivenValues, NamedData, TaskCli } from "./task-cli.js";

const dataOptions = {
  ...cipherOptions,
  pairs: option(file, "pairs of sequences: lines of input TAB target, or JSON arrays of two"),
} satisfies OptionTable;

const evalOptions = {
  "min-accuracy": option(number, "exit with code 1 below this accuracy"),
  seed: option(integer, "for ciphers: makes the messages reproducible"),
} satisfies OptionTable;

export const tagCli: TaskCli<"tag"> = {
  name: "tag",
  runOptions: tagOptionGroups,
  dataOptions,
  usage: "--cipher NAME | --pairs FILE",
  evalOptions,

  dataFrom(given) {
    const values = given as Values<typeof dataOptions> & { readonly validation?: unknown };
    const cipher = cipherFrom(values);
    if (cipher && values.pairs !== undefined) throw new UsageError("expected --cipher or --pairs, got both");
    const pairs = fileOf(values.pairs, "--pairs");
    const path = typeof values.validation === "string" ? values.validation : undefined;
    const heldOut = fileOf(path, "--validation");
    if (cipher && heldOut) throw expected("--validation", "a number of messages for a cipher", path);
    const data = cipher ?? (pairs && { pairs: pairs.pairs });
    if (!data) return undefined;
    return {
      data,
      ...(heldOut && { validation: heldOut.pairs }),
      ...(pairs && { count: () => pairs.count }),
      files: { "--pairs": values.pairs, "--validation": path },
      explain: (error) => [pairs, heldOut].reduce((better, file) => file?.explain(better) ?? better, error),
    };
  },

  evaluate,
  answering: (model) => ({
    noun: "sequence",
    parse: messageParser(model),
    answer: (messages) => answersOf(model, messages as SymbolSequence[]),
    show: (answer) => shownAnswer(answer as SymbolSequence),
  }),

  unit: () => "symbols",
  shortScores: shortAccuracy,
  scores: lossAndAccuracy,
  judged: () => "sequence",
  validation: (validation) => `loss ${loss(validation.loss)}, accuracy ${percent(validation.accuracy)}`,
  liveSample: ({ sample }) => `reads ${emergingText(sample.output, sample.target)}`,
  sample: ({ sample }) => `${printable(sample.input)} -> ${printable(sample.output)}`,

  next(model, last) {
    const message = last ? printable(last.sample.input) : "MESSAGE";
    return ["decrypt", "-m", model, ...(message.startsWith("-") ? ["--"] : []), message];
  },
};

const fileOf = (path: string | undefined, reader: string): PairFile | undefined =>
  path === undefined ? undefined : new PairFile(path, reader);

async function evaluate(model: Tagger, { data }: NamedData, given: GivenValues): Promise<Evaluated> {
  const { seed } = given as Values<typeof evalOptions>;
  if (seed !== undefined) manualSeed(seed);
  const result = await model.evaluate(data as TagData);
  return {
    result,
    rows: [
      ["accuracy", percent(result.accuracy)],
      ["exact match", percent(result.exactMatch)],
      ["loss", loss(result.loss)],
    ],
    limited: [["accuracy", result.accuracy, "min-accuracy"]],
  };
}
