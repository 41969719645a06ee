/** `rnn-wasm eval`: how good a model is at a cipher, or at pairs it has not seen. */
import { type Evaluation, type Model, manualSeed } from "../../index.js";
import type { Command } from "../command.js";
import { PairFile } from "../io/pairs.js";
import { option } from "../options/arguments.js";
import { cipherFrom, cipherOptions } from "../options/cipher-options.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { file, flag, integer, number } from "../options/option-kinds.js";
import { UsageError } from "../options/usage-error.js";
import { loss, percent, table } from "../ui/format.js";
import { print, printJson, tell } from "../ui/output.js";

const options = {
  ...cipherOptions,
  ...modelOptions,
  pairs: option(file, "input TAB target a line, or JSON lines of two"),
  "min-accuracy": option(number, "exit code 1 below this share of the symbols"),
  seed: option(integer, "for a cipher: always the same messages"),
  json: option(flag, 'print {"loss": …, "accuracy": …, "exactMatch": …}'),
};

export const evaluate: Command<typeof options> = {
  name: "eval",
  summary: "measure a model on a cipher or on pairs",
  usage: "eval -m MODEL (--cipher NAME | --pairs FILE) [--min-accuracy X]",
  examples: [
    ["rnn-wasm eval -m model.safetensors --cipher caesar --key 13", "128 fresh messages of 32 letters"],
    ["rnn-wasm eval -m model.safetensors --pairs held-out.tsv --min-accuracy 0.99", "for a script: exit code 0 or 1"],
  ],
  options,

  async run({ values, positionals }) {
    if (positionals[0] !== undefined) throw new UsageError(`expected options only, got ${positionals[0]}`);
    const cipher = cipherFrom(values);
    if ((cipher === undefined) === (values.pairs === undefined))
      throw new UsageError("expected either --cipher NAME or --pairs FILE");
    const model = await modelFrom(values);
    if (values.seed !== undefined) manualSeed(values.seed);
    const result = await (cipher ? model.evaluate(cipher) : evaluateFile(model, values.pairs ?? "-"));
    if (values.json) await printJson(result);
    else
      await print(
        table([
          ["accuracy", percent(result.accuracy)],
          ["exact match", percent(result.exactMatch)],
          ["loss", loss(result.loss)],
        ]).join("\n"),
      );
    const least = values["min-accuracy"] ?? 0;
    if (result.accuracy >= least) return 0;
    tell(`The accuracy is below --min-accuracy ${least}: ${result.accuracy}`);
    return 1;
  },
};

async function evaluateFile(model: Model, path: string): Promise<Evaluation> {
  const file = new PairFile(path, "--pairs");
  try {
    return await model.evaluate({ pairs: file.pairs });
  } catch (error) {
    throw file.explain(error);
  }
}
