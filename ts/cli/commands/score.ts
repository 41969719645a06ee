/** `rnn-wasm score`: how surprising texts are, for finding the odd ones. */
import type { Score } from "../../index.js";
import type { Command } from "../command.js";
import { answerMessages } from "../io/messages.js";
import { labelOf, messageParser } from "../io/model-messages.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag, text } from "../options/option-kinds.js";

const options = {
  ...modelOptions,
  label: option(text, "the label of the items; by default the score is over all labels"),
  json: option(flag, 'print {"input": …, "bitsPerSymbol": …, "bits": […]} per line'),
};

export const score: Command<typeof options> = {
  name: "score",
  summary: "measure how surprising texts are, in bits per symbol",
  usage: "score -m MODEL [TEXT …]",
  examples: [["rnn-wasm score -m log.safetensors < today.log", "a score for each line"]],
  options,
  notes:
    "Train with --unknown symbol, so that a new symbol raises the score instead of being an error. Put -- before a text that begins with -.",

  async run({ values, positionals }) {
    const model = await modelFrom(values, "generate");
    const label = labelOf(model, values.label);
    // Refuses a label that the model does not have before a line is read, which would be blamed for it.
    model.stream({ label });
    await answerMessages<unknown, Score>(positionals, values.json ?? false, {
      noun: "text",
      parse: messageParser(model),
      answer: (texts) => texts.map((text) => model.score(text as string, { label })),
      show: ({ bitsPerSymbol }) => bitsPerSymbol.toFixed(3),
      record: (input, { bitsPerSymbol, bits }) => ({ input, bitsPerSymbol, bits: [...bits] }),
    });
    return 0;
  },
};
