/**
 * The kinds of data that the views learn from: what they look like, an example of each, and what can be learned from them.
 */
import { examplePairs } from "../../../shared/decipher/example-pairs.js";
import type { SubjectName } from "../../../shared/protocol.js";

export interface Kind {
  readonly view: SubjectName;
  readonly name: string;
  /** Which formats are read. */
  readonly formats: string;
  readonly example: { readonly name: string; readonly text: () => string | Promise<string> };
  readonly action: string;
  /** What happens then. */
  readonly about: string;
  /** The view reads its source from its address. */
  readonly address: string;
}

const days = 84;

/** More from week to week, with a weekend in each. */
const visitors = (day: number) =>
  Math.round(100 + day + 30 * Math.sin((2 * Math.PI * day) / 7) + 6 * Math.cos(day * day));

const requests = [
  ["billing", ["my invoice is wrong", "please send a receipt", "refund my payment", "charged twice this month"]],
  ["technical", ["the app crashes on start", "cannot log in", "error on the screen", "the page does not load"]],
  ["billing", ["change my bank details", "invoice for march", "the price is too high", "where is my refund"]],
  ["technical", ["the update failed", "login button broken", "the screen stays black", "it is very slow today"]],
] as const;

export const kinds: readonly Kind[] = [
  {
    view: "forecast",
    name: "Numbers, one after another",
    formats: "One a line, or CSV, of which the last column of numbers is used. 32 or more.",
    example: {
      name: "visitors by day",
      text: () => `day,visitors\n${Array.from({ length: days }, (_, day) => `${day + 1},${visitors(day)}`).join("\n")}`,
    },
    action: "Forecast it",
    about: "It hides the end of your numbers, and goes on by itself.",
    address: "#/forecast?source=own",
  },
  {
    view: "names",
    name: "Texts with labels",
    formats: "A text, a tab or a comma, and its label; one a line. 12 or more, at least 3 of each label.",
    example: {
      name: "messages for teams",
      text: () => requests.flatMap(([label, texts]) => texts.map((text) => `${text}\t${label}`)).join("\n"),
    },
    action: "Classify it",
    about: "It reads each text letter by letter, and learns the label.",
    address: "#/names?source=own",
  },
  {
    view: "write",
    name: "A text, or a list of names",
    formats: "Any text of 400 letters or more; of longer ones the first 60,000. Short lines are names.",
    example: {
      name: "a poem",
      text: async () => (await import("../../../shared/corpora/texts.js")).poem,
    },
    action: "Write like it",
    about: "It learns which letter follows which, and writes on.",
    address: "#/write?source=own",
  },
  {
    view: "decipher",
    name: "Pairs, as long on both sides",
    formats: "Input, a tab, target; one a line. As many letters, or words, on both sides.",
    example: { name: "words and their tags", text: examplePairs },
    action: "Decipher it",
    about: "It learns what stands for what, place by place.",
    address: "#/decipher?task=pairs",
  },
];
