/**
 * What the view Write learns: a text, or names of one kind, and the network that continues it.
 */
import { code, poem, towns } from "../corpora/texts.js";
import type { ModelSettings } from "../protocol.js";

export const sourceNames = ["towns", "poem", "code", "own"] as const;
export type SourceName = (typeof sourceNames)[number];

export interface Settings extends ModelSettings {
  readonly [name: string]: string | number | boolean;
  readonly source: SourceName;
}

const common = { seed: 0, cell: "lstm", nonlinearity: "tanh", hiddenSize: 64, lr: 0.005 } as const;

export const suggestedFor = (given: Readonly<Record<string, unknown>>): Settings => ({
  ...common,
  source: sourceNames.find((name) => name === given["source"]) ?? "towns",
});

/** Running text, or items with a beginning and an end. */
export type Prepared =
  | { readonly text: string; readonly items?: undefined }
  | { readonly items: readonly string[]; readonly text?: undefined };

/** The fewest letters to learn from, and the most that are learned in seconds. */
const [fewest, most] = [400, 60_000];

/** @throws Error with a message for the user */
export function prepare({ source }: Settings, ownText: string | undefined): Prepared {
  if (source === "towns") return { items: Object.values(towns).flatMap((list) => list.split("\n")) };
  if (source === "poem") return { text: poem };
  if (source === "code") return { text: code };
  return parseText(ownText ?? "");
}

/**
 * Reads a text; short lines that are all different are items.
 * @throws Error with a message for the user
 */
export function parseText(given: string): Prepared {
  const text = given.replaceAll("\r\n", "\n").slice(0, most);
  if (text.length < fewest) throw new Error(`At least ${fewest} letters are needed, got ${text.length}`);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const areItems =
    lines.length >= 40 && lines.every((line) => line.length <= 30) && new Set(lines).size > 0.9 * lines.length;
  return areItems ? { items: [...new Set(lines)] } : { text };
}

/** The training data as one text, for looking up copies. */
export const wholeText = ({ text, items }: Prepared): string => text ?? (items ?? []).join("\n");

export interface Query {
  readonly [name: string]: string | number | boolean;
  /** How the text begins. */
  readonly prompt: string;
  readonly temperature: number;
  readonly topK: number;
  /** The seed of what is drawn. */
  readonly draw: number;
}

export const defaultQuery: Query = { prompt: "", temperature: 0.7, topK: 0, draw: 1 };

/** The memory of the last layer while it reads some of the data. */
export interface UnitsSeen {
  readonly symbols: readonly string[];
  readonly hidden: number;
  /** [symbol][unit] */
  readonly values: Float32Array<ArrayBuffer>;
}

/** A symbol that could follow. */
export interface Next {
  readonly text: string;
  /** The network's probability, and that by which it is drawn. */
  readonly share: number;
  readonly drawn: number;
}

export interface WriteSeen {
  /** Undefined while updates follow. */
  readonly units: UnitsSeen | undefined;
  /** The symbols that were read and written; the first {@link given} of them were given. */
  readonly symbols: readonly string[];
  readonly given: number;
  /** Surprise of each symbol in bits; of items the last is that of the end. */
  readonly bits: readonly number[];
  /** What could follow at each place, the likeliest first; the first list is of the beginning. */
  readonly next: readonly (readonly Next[])[];
  /** The longest part of what was written that the data has, as [start, end). */
  readonly copied: readonly [start: number, end: number];
  /** More items, where the data is items; those that the data has are marked. */
  readonly items: readonly (readonly [text: string, isKnown: boolean])[];
  /** Bits per symbol of predicting by the letters' frequencies, and by the letter before. */
  readonly baselines: { readonly frequencies: number; readonly pairs: number };
}
