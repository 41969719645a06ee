/** `rnn-wasm classify`: the labels of sequences, with probabilities. */
import type { Classification } from "../../index.js";
import type { Command } from "../command.js";
import { answerMessages } from "../io/messages.js";
import { sequenceParser } from "../io/model-sequences.js";
import { option } from "../options/arguments.js";
import { modelFrom, modelOptions } from "../options/model-options.js";
import { flag, integer } from "../options/option-kinds.js";
import { expected } from "../options/usage-error.js";
import { shownRanking } from "../tasks/classify.js";

const options = {
  ...modelOptions,
  top: option(integer, "print the N likeliest labels (1)"),
  json: option(flag, 'print {"input": …, "label": …, "probability": …, "ranked": […]} per line'),
};

export const classify: Command<typeof options> = {
  name: "classify",
  summary: "label sequences with a trained classifier",
  usage: "classify -m MODEL [SEQUENCE …]",
  examples: [
    ["rnn-wasm classify -m names.safetensors Schmidhuber", "one sequence"],
    ["rnn-wasm classify -m names.safetensors --top 3 < names.txt", "one sequence per line, three labels for each"],
    ["rnn-wasm classify -m moves.safetensors '[[0.1, 9.8], [0.3, 9.7]]'", "rows of numbers, as JSON"],
  ],
  options,
  notes: "Put -- before a sequence that begins with -, or pass it on stdin.",

  async run({ values, positionals }) {
    const { top = 1, json = false } = values;
    if (top < 1) throw expected("--top", "a positive integer", top);
    const model = await modelFrom(values, "classify");
    await answerMessages<unknown, Classification>(positionals, json, {
      noun: "sequence",
      parse: sequenceParser(model),
      answer: (sequences) => model.classifyBatch(sequences as never[]),
      show: (answer) => shownRanking(answer, top),
      record: (input, { label, probability, ranked }) => ({ input, label, probability, ranked }),
    });
    return 0;
  },
};
