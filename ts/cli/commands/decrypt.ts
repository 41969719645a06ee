/** `rnn-wasm decrypt`: applies a trained model to messages. */
import type { SymbolSequence } from "../../index.js";
import type { Command } from "../command.js";
import { answerMessages } from "../io/messages.js";
import { answersOf, messageParser, shownAnswer } from "../io/model-messages.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag } from "../options/option-kinds.js";

const options = {
  ...modelOptions,
  json: option(flag, 'print {"input": …, "output": …} per line'),
};

export const decrypt: Command<typeof options> = {
  name: "decrypt",
  summary: "decrypt messages with a trained model (or tag words, …)",
  usage: "decrypt -m MODEL [MESSAGE …]",
  examples: [
    ["rnn-wasm decrypt -m model.safetensors FUVEMVEMNMERPDRF", "one message"],
    ["rnn-wasm decrypt -m model.safetensors < messages.txt", "one message per line"],
    ["rnn-wasm decrypt -m tagger.safetensors 'the dog sat'", "a model of words, separated by blanks"],
  ],
  options,
  notes: "Put -- before a message that begins with -, or pass it on stdin.",

  async run({ values, positionals }) {
    const model = await modelFrom(values, "tag");
    await answerMessages<SymbolSequence, SymbolSequence>(positionals, values.json ?? false, {
      noun: "message",
      parse: messageParser(model),
      answer: (messages) => answersOf(model, messages),
      show: shownAnswer,
    });
    return 0;
  },
};
