/** Names: where is this name from? */
import {
  defaultName,
  languages,
  type NamesSeen,
  parseLabeled,
  prepare,
  type Query,
  type Settings,
  suggestedFor,
} from "../../../shared/names/settings.js";
import { percent } from "../../frame/numbers.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import { defineView, type Knob, lossInNats, ownSource } from "../../run/view.js";
import { Data } from "./data.js";
import { Mistakes } from "./mistakes.js";
import { PathFigure } from "./path.js";
import { Result } from "./result.js";

/** Whether the questions fit the data. */
const isSurnames = ({ source }: Settings) => source === "surnames";

export const view = defineView<Settings, Query, NamesSeen>({
  name: "names",
  title: ({ source }) => (source === "own" ? "What is the label of this text?" : "Where is this name from?"),
  suggestedFor,
  choice: "source",
  ownChoice: "own",
  query: { name: defaultName },
  queryFor: ({ source }, ownText) => (source === "own" ? { name: parseLabeled(ownText)[0]?.[0] ?? "" } : {}),
  words: { ...cellWords, source: ["surnames", "own"] },
  prepare,
  asked: "name",
  knobs: (settings) => [
    {
      name: "perLabel",
      label: `${settings.source === "own" ? "Texts" : "Names"} of each`,
      kind: "whole",
      min: 5,
      max: 1000,
    },
    { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 128 },
    { name: "seed", label: "Seed", kind: "whole" },
  ],
  more: ({ cell, source }): Knob[] => [
    ...(source === "surnames"
      ? [
          {
            name: "without",
            label: "Leave out",
            kind: "choice",
            choices: [["", "none"], ...languages.map((one) => [one, one] as const)],
          } as const,
        ]
      : []),
    ...cellKnobs(cell),
  ],
  Data,
  Result,
  panels: [
    { name: "Path", Panel: PathFigure },
    { name: "Mistakes", Panel: Mistakes },
  ],
  tries: [
    {
      question: "Which letters betray “Kowalski”?",
      guesses: ["Kow", "al", "ski"],
      right: 2,
      action: "Read Kowalski",
      run: (session) => {
        session.ask({ name: "Kowalski" });
        session.cursor.pinned.value = undefined;
      },
      isFor: isSurnames,
      why: "The gray bars show how much the answer would lose without each letter. In an untrained network, all are short.",
    },
    {
      question: "Swap one letter of “Kowalczyk”. Can that change where it is from?",
      guesses: ["Yes", "No"],
      right: 0,
      action: "Read Kowalczyk",
      run: (session) => {
        session.ask({ name: "Kowalczyk" });
        session.cursor.pinned.value = undefined;
      },
      isFor: isSurnames,
      why: "Press a letter of the name, and choose one of the letters below it. Some carry the answer; most can be any other letter.",
    },
    {
      question: "What if only 20 names per language are known?",
      guesses: ["Nearly as good", "Much worse"],
      right: 1,
      action: "Train on 20 names each",
      run: (session) => {
        session.train({ ...session.settings.value, perLabel: 20 });
      },
      isFor: isSurnames,
      why: "The loss on its own examples falls to almost 0, but on held-back names it rises again: it learns the names by heart. That is overfitting.",
    },
    {
      question: "Leave Spanish out. What will it say about “Fernández”?",
      guesses: ["“I don’t know”", "Another language, and surely"],
      right: 1,
      action: "Leave out Spanish",
      run: (session) => {
        session.train({ ...session.settings.value, without: "Spanish" });
        session.ask({ name: "Fernández" });
      },
      isFor: isSurnames,
      why: "It can answer only with what it has seen, and its probabilities always add up to 100 %. It cannot know what it does not know.",
    },
  ],
  comparisons: [
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "an LSTM", change: () => ({ cell: "lstm" }) },
    { name: "20 names per language", change: () => ({ perLabel: 20 }) },
    { name: "4 units", change: () => ({ hiddenSize: 4 }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs: ({ settings, query }) => [
    { name: "JavaScript", id: "code-npm", code: programOf(settings.value, query.value.name) },
  ],
  says({ seen: { letters, shares, labels } }, { run }) {
    const last = shares.at(-1);
    if (!last || letters.length === 0) return "";
    const [best, second] = last.map((share, i) => ({ share, label: labels[i] })).sort((a, b) => b.share - a.share);
    if (!best || !second) return "";
    // While it trains, percentages change too often to be read aloud.
    const sure = ({ share, label }: typeof best) =>
      run.value.phase === "running" ? label : `${label}, ${percent(share)}`;
    const name = letters.join("");
    return best.share > 2 * second.share
      ? `It takes ${name} for ${sure(best)}.`
      : `It is unsure about ${name}: ${sure(best)}, or ${sure(second)}.`;
  },
  score: {
    name: "Held-back right",
    format: percent,
    // Of the weights on display, as the list of what they get wrong.
    of: ({ heldBack: { wrong, all } }) => (all > 0 ? 1 - wrong / all : undefined),
  },
  loss: (analysis) => ({ name: lossInNats, guessing: Math.log(analysis?.seen.labels.length ?? 6) }),
  stepName: "letter",
  sources: ({ source }) =>
    source === "own"
      ? ownSource
      : "Surnames from the lists of @faker-js/faker (MIT). A name says little about a person; the network only knows these lists.",
});

function programOf({ source, perLabel, cell, hiddenSize, lr, seed }: Settings, name: string): string {
  return `import { train } from "rnn-wasm";

// [name, ${source === "own" ? "label" : "language"}], here up to ${perLabel} of each.
const labeled = [["Kowalski", "Polish"], ["Rossi", "Italian"] /* … */];
const model = await train({ labeled }, {
  cell: ${JSON.stringify(cell)},
  hiddenSize: ${hiddenSize},
  embeddingDim: 16,
  symbolDropout: 0.15,
  lr: ${lr},
  seed: ${seed},
});
const { label, probability } = model.classify(${JSON.stringify(name)});
console.log(label, probability, model.explain(${JSON.stringify(name)}).occlusion);
`;
}
