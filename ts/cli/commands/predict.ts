/** `rnn-wasm predict`: the bare answer of any model of sequences. */
import type { Command } from "../command.js";
import { answerMessages } from "../io/messages.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag } from "../options/option-kinds.js";
import { UsageError } from "../options/usage-error.js";
import { cliOf } from "../tasks/registry.js";

const options = {
  ...modelOptions,
  json: option(flag, 'print {"input": …, "output": …} per line'),
};

export const predict: Command<typeof options> = {
  name: "predict",
  summary: "print a model's answer to sequences: a label, a number, symbols",
  usage: "predict -m MODEL [SEQUENCE …]",
  examples: [
    ["rnn-wasm predict -m prices.safetensors '[[1, 2], [3, 4]]'", "a number for rows of numbers"],
    ["rnn-wasm predict -m names.safetensors < names.txt", "a label for each line"],
  ],
  options,
  notes: "Put -- before a sequence that begins with -, or pass it on stdin.",

  async run({ values, positionals }) {
    const model = await modelFrom(values);
    const answering = cliOf(model.task).answering?.(model);
    if (!answering) throw new UsageError(`expected a model that answers sequences, got one of the task ${model.task}`);
    await answerMessages(positionals, values.json ?? false, answering);
    return 0;
  },
};
