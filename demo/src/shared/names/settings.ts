/**
 * What the view Names learns: names with their languages, and a network that reads a name letter by letter.
 */
import { surnames } from "../corpora/names.js";
import type { ModelSettings } from "../protocol.js";

export interface Settings extends ModelSettings {
  readonly [name: string]: string | number | boolean;
  readonly source: "surnames" | "own";
  /** Names to learn from, of each language. */
  readonly perLabel: number;
  /** A language to leave out; "" for none. */
  readonly without: string;
}

const common = {
  seed: 0,
  cell: "gru",
  nonlinearity: "tanh",
  hiddenSize: 32,
  lr: 0.005,
  perLabel: 250,
  without: "",
} as const;

export const suggestedFor = (given: Readonly<Record<string, unknown>>): Settings => ({
  ...common,
  source: given["source"] === "own" ? "own" : "surnames",
});

export type Labeled = readonly [name: string, label: string];

export interface Prepared {
  readonly training: readonly Labeled[];
  /** Names that training does not see. */
  readonly heldBack: readonly Labeled[];
  readonly labels: readonly string[];
  readonly letters: ReadonlySet<string>;
}

export const languages: readonly string[] = Object.keys(surnames);

/** One name in six is held back. */
const heldBackEvery = 6;

/** @throws Error with a message for the user */
export function prepare({ source, perLabel, without }: Settings, ownText: string | undefined): Prepared {
  const all = source === "own" ? parseLabeled(ownText ?? "") : builtIn();
  const byLabel = new Map<string, string[]>();
  for (const [name, label] of all) {
    const list = byLabel.get(label) ?? [];
    list.push(name);
    byLabel.set(label, list);
  }
  byLabel.delete(without);
  if (byLabel.size < 2) throw new Error("At least two different labels are needed");
  const training: Labeled[] = [];
  const heldBack: Labeled[] = [];
  for (const [label, names] of byLabel) {
    const held = names.filter((_, i) => i % heldBackEvery === heldBackEvery - 1);
    const rest = names.filter((_, i) => i % heldBackEvery !== heldBackEvery - 1).slice(0, perLabel);
    training.push(...rest.map((name): Labeled => [name, label]));
    heldBack.push(...held.map((name): Labeled => [name, label]));
  }
  const letters = new Set(training.flatMap(([name]) => [...name]));
  return { training, heldBack, labels: [...byLabel.keys()], letters };
}

const builtIn = (): Labeled[] =>
  Object.entries(surnames).flatMap(([label, list]) => list.split(" ").map((name): Labeled => [name, label]));

/** The fewest lines to learn from. */
const fewest = 12;

/**
 * Reads lines of a text, a tab (or the last comma, semicolon or bar), and a label.
 * @throws Error with a message for the user
 */
export function parseLabeled(text: string): Labeled[] {
  const lines = text.split(/\r?\n/);
  const found = lines.flatMap((line, i): Labeled[] => {
    if (line.trim() === "") return [];
    const [, name = "", label = ""] =
      /^(.*?)\s*\t\s*([^\t]*)$/.exec(line) ?? /^(.*?)\s*[,;|]\s*([^,;|]*)$/.exec(line) ?? [];
    if (name.trim() === "" || label.trim() === "") throw new Error(`Line ${i + 1}: expected a text, a tab and a label`);
    return [[name.trim(), label.trim()]];
  });
  if (found.length < fewest) throw new Error(`At least ${fewest} lines are needed, got ${found.length}`);
  return found;
}

/** The letters of a name that the model knows. */
export const knownLetters = (name: string, { letters }: Pick<Prepared, "letters">): string =>
  [...name]
    .map((letter) => (letters.has(letter) ? letter : letters.has(letter.toLowerCase()) ? letter.toLowerCase() : ""))
    .join("");

export interface Query {
  readonly [name: string]: string | number | boolean;
  /** The name to read. */
  readonly name: string;
}

export const defaultName = "Kowalczyk";

export interface NamesSeen {
  readonly labels: readonly string[];
  /** The letters that are read, and [letter][label]: the probabilities after each. */
  readonly letters: readonly string[];
  readonly shares: readonly (readonly number[])[];
  /** How much the probability of the answer falls without each letter; undefined while updates follow. */
  readonly missed: readonly number[] | undefined;
  /** [letter]: other letters there with which the answer is another label; undefined while updates follow. */
  readonly swaps: readonly (readonly Swap[])[] | undefined;
  /** [truth][answer]: counts over the names that were held back. */
  readonly confusion: readonly (readonly number[])[];
  /** How many were held back, and how many of them are answered wrongly. */
  readonly heldBack: { readonly all: number; readonly wrong: number };
  /** Some of those that are answered wrongly, with truth and answer. */
  readonly wrong: readonly (readonly [name: string, truth: string, answer: string])[];
  /** The state after each letter in the plane of its two main directions; see {@link Path}. */
  readonly path: Path;
}

/** Another letter, and the answer to the name that has it. */
export interface Swap {
  readonly letter: string;
  /** The index of the label. */
  readonly label: number;
  readonly share: number;
}

/** States in the plane in which those of many names differ most. */
export interface Path {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The last states of names that were held back, with the index of their label. */
  readonly others: readonly (readonly [x: number, y: number, label: number])[];
}
