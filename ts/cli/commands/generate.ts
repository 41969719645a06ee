/** `rnn-wasm generate`: text from a trained model, written as it is drawn. */
import type { SamplingOptions, TextGenerator } from "../../index.js";
import type { Command } from "../command.js";
import { labelOf, messageParser, shownAnswer } from "../io/model-messages.js";
import { option, type Values } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag, integer, number, text } from "../options/option-kinds.js";
import { optionsOnly } from "../options/usage-error.js";
import { print, printJson, write } from "../ui/output.js";

const options = {
  ...modelOptions,
  prompt: option(text, "the beginning of the text"),
  length: option(integer, "the maximum number of symbols (200; an item ends by itself)", "n"),
  temperature: option(number, "below 1, likely symbols become likelier; 0 takes the likeliest (1)"),
  "top-k": option(integer, "draw only from the N likeliest symbols"),
  "top-p": option(number, "draw only from the likeliest symbols that together reach this probability"),
  stop: option(text, "end after this text"),
  label: option(text, "the label, for items with labels"),
  count: option(integer, "number of texts (1)"),
  unseen: option(flag, "only items that are not in the training data"),
  seed: option(integer, "makes the text reproducible"),
  json: option(flag, 'print {"prompt": …, "text": …} for each text'),
};

/** Symbols of running text that are written at once. */
const piece = 32;
const defaultLength = 200;

export const generate: Command<typeof options> = {
  name: "generate",
  summary: "generate text with a trained generator",
  usage: "generate -m MODEL [options]",
  examples: [
    ["rnn-wasm generate -m hamlet.safetensors --prompt 'HAM' --temperature 0.7 -n 300", "written as it is drawn"],
    ["rnn-wasm generate -m names.safetensors --count 10 --unseen", "ten new names, one per line"],
  ],
  options,
  notes: "The output includes the prompt. The same seed gives the text of TextGenerator.generate() in the library.",

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const { json = false, count = 1, prompt } = values;
    const model = await modelFrom(values, "generate");
    const parsed = prompt === undefined ? undefined : parse(model, prompt);
    const sampling = samplingOf(model, values, parsed);
    if (model.form === "text" && !json && count === 1 && sampling.unseen === undefined) {
      await writeSymbols(model, sampling, prompt ?? "");
      return 0;
    }
    for (const made of model.generate({ ...sampling, count }))
      if (json) await printJson({ prompt: parsed, text: made });
      else await print([...(prompt === undefined ? [] : [prompt]), shownAnswer(made)].join(separatorOf(model)));
    return 0;
  },
};

const separatorOf = ({ alphabet }: TextGenerator): string => (typeof alphabet === "string" ? "" : " ");

const parse = (model: TextGenerator, given: string) => messageParser(model)(given) as string;

function samplingOf(
  model: TextGenerator,
  { length, temperature, "top-k": topK, "top-p": topP, stop, label, seed, unseen }: Values<typeof options>,
  prompt: string | undefined,
): SamplingOptions<string> {
  return {
    prompt,
    length,
    temperature,
    topK,
    topP,
    stop: stop === undefined ? undefined : parse(model, stop),
    label: labelOf(model, label),
    seed,
    unseen,
  };
}

async function writeSymbols(
  model: TextGenerator,
  { unseen: _, length = defaultLength, ...sampling }: SamplingOptions<string>,
  prompt: string,
): Promise<void> {
  const separator = separatorOf(model);
  let waiting = prompt;
  let [last, symbols] = [prompt, 0];
  for (const symbol of model.symbols({ ...sampling, length })) {
    waiting += (last === "" ? "" : separator) + symbol;
    last = symbol;
    if (++symbols % piece > 0) continue;
    await write(waiting);
    waiting = "";
  }
  await write(last.endsWith("\n") ? waiting : `${waiting}\n`);
}
