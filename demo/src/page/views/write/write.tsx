/** Write: what could come next? */
import {
  defaultQuery,
  prepare,
  type Query,
  type Settings,
  sourceNames,
  suggestedFor,
  type WriteSeen,
} from "../../../shared/write/settings.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import { defineView, type Knob, lossInNats, ownSource } from "../../run/view.js";
import { Data } from "./data.js";
import { FindUnit } from "./find-unit.js";
import { Result } from "./result.js";

export const view = defineView<Settings, Query, WriteSeen>({
  name: "write",
  title: () => "What could come next?",
  suggestedFor,
  choice: "source",
  ownChoice: "own",
  query: defaultQuery,
  words: { ...cellWords, source: sourceNames },
  prepare,
  knobs: () => [
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 256 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell }): Knob[] => [...cellKnobs(cell)],
  Data,
  Result,
  panels: [{ name: "Find a unit", Panel: FindUnit }],
  tries: [
    {
      question: "At temperature 0 it always takes the likeliest letter. What happens to a text?",
      guesses: ["It gets better", "It goes round in circles"],
      right: 1,
      action: "Set the temperature to 0",
      run: (session) => {
        session.train(suggestedFor({ source: "poem" }));
        session.ask({ temperature: 0 });
      },
      why: "Once it is in a state where it was before, the same letter follows, and the same state again. Chance is what leads it out.",
    },
    {
      question: "Is what it writes copied or invented?",
      guesses: ["Mostly copied", "Mostly invented"],
      right: 1,
      action: "Invent towns",
      run: (session) => {
        session.train(suggestedFor({ source: "towns" }));
        session.ask({ prompt: "", temperature: 0.8 });
      },
      why: "Names that the data has are marked “copied”. The lower the temperature, the more of them there are.",
    },
    {
      question: "The source code of this page: will it close the brackets that it opens?",
      guesses: ["Yes", "Only near ones"],
      right: 1,
      action: "Read the source code",
      run: (session) => {
        session.train(suggestedFor({ source: "code" }));
        session.ask({ prompt: "", temperature: 0.5 });
      },
      why: "A bracket must be remembered until it is closed. “Find a unit” shows which unit follows brackets best, and how well.",
    },
  ],
  comparisons: [
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "a GRU", change: () => ({ cell: "gru" }) },
    { name: "8 units", change: () => ({ hiddenSize: 8 }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs: ({ settings, query }) => [
    { name: "JavaScript", id: "code-npm", code: programOf(settings.value, query.value) },
  ],
  says({ step, seen: { items, symbols } }) {
    if (step === 0) return "It writes letters at random.";
    const [first] = items[0] ?? [symbols.slice(0, 24).join("")];
    return `It writes “${first.replaceAll("\n", " ")}”.`;
  },
  score: { name: "Validation bits per letter", format: (score) => score.toFixed(2) },
  loss: (analysis) => {
    const bits = analysis?.seen.baselines.frequencies;
    return { name: lossInNats, ...(bits && { guessing: bits * Math.LN2 }) };
  },
  stepName: "letter",
  pointsAt: (steps) => Math.floor(steps / 3),
  sources: ({ source }) =>
    source === "own"
      ? ownSource
      : "Names of towns from the lists of @faker-js/faker (MIT). Poems by Lewis Carroll, 1865 and 1871 (public domain). Source code of this page (MIT or Apache-2.0).",
});

function programOf(
  { source, cell, hiddenSize, lr, seed }: Settings,
  { prompt, temperature, topK, draw }: Query,
): string {
  const isItems = source === "towns";
  const sampling = [
    ...(prompt ? [`prompt: ${JSON.stringify(prompt)}`] : []),
    ...(isItems ? ["count: 8"] : ["length: 160"]),
    `temperature: ${temperature}`,
    ...(topK ? [`topK: ${topK}`] : []),
    `seed: ${draw}`,
  ];
  return `import { readFile } from "node:fs/promises";
import { train } from "rnn-wasm";

const text = await readFile("${isItems ? "towns" : "text"}.txt", "utf8");
const model = await train(${isItems ? '{ items: text.trim().split("\\n") }' : "{ text }"}, {
  cell: ${JSON.stringify(cell)},
  hiddenSize: ${hiddenSize},
  embeddingDim: 16,
  lr: ${lr},
  seed: ${seed},
});
console.log(model.generate({ ${sampling.join(", ")} }));
`;
}
