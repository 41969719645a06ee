/**
 * Kinds of option values and how to parse them. The library checks ranges; here a text only has to be of its kind.
 */
import { nearest } from "../../errors/validate.js";

export interface OptionKind<T> {
  /** Stands for the value in help texts. A kind without it is a flag, which takes no value. */
  readonly placeholder?: string;
  /** What an error says was expected. */
  readonly wanted: string;
  /** @returns the value, or undefined if the text is invalid */
  parse(text: string): T | undefined;
  /** Whether the option may be given several times; its values are lists, which are joined. */
  readonly isRepeatable?: boolean;
  /** A suggestion to append to the error about `text`. */
  hint?(text: string): string;
}

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const parsePlain = (text: string): number | undefined =>
  numeral.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;

/** Parses a number or a percentage: "10%" is 0.1. */
function parseNumber(text: string): number | undefined {
  const [, share] = /^([^e]*)%$/i.exec(text) ?? [];
  return share === undefined ? parsePlain(text) : numeral.test(share) ? parsePlain(`${share}e-2`) : undefined;
}

const parseInteger = (text: string): number | undefined => {
  const value = parsePlain(text);
  return Number.isSafeInteger(value) ? value : undefined;
};

/** Whether an argument that begins with "-" is a number rather than an option. */
export const isNegativeNumber = (text: string): boolean => text.startsWith("-") && numeral.test(text.replace(/%$/, ""));

export const flag: OptionKind<boolean> = {
  wanted: "true or false",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
};

export const number: OptionKind<number> = { placeholder: "X", wanted: "a number or a percentage", parse: parseNumber };

export const integer: OptionKind<number> = { placeholder: "N", wanted: "an integer", parse: parseInteger };

export const text: OptionKind<string> = { placeholder: "TEXT", wanted: "a text", parse: (value) => value };

export const file: OptionKind<string> = {
  placeholder: "FILE",
  wanted: "a file, or - for a pipe",
  parse: (path) => path || undefined,
};

/** Two numbers, such as Adam's betas. */
export const twoNumbers: OptionKind<[number, number]> = {
  placeholder: "X,X",
  wanted: "two numbers separated by a comma",
  parse(list) {
    const [first, second, ...more] = list.split(",").map((part) => parseNumber(part.trim()));
    return first === undefined || second === undefined || more.length > 0 ? undefined : [first, second];
  },
};

/** Names separated by commas, such as Enigma's rotors. */
export const names: OptionKind<string[]> = {
  placeholder: "A,B,…",
  wanted: "names separated by commas",
  parse: (list) => (list === "" ? [] : list.split(",").map((name) => name.trim())),
};

/** A column of a file; given again for each further one. */
export const columns: OptionKind<string[]> = {
  placeholder: "COLUMN",
  wanted: "the name of a column",
  parse: (name) => (name === "" ? undefined : [name]),
  isRepeatable: true,
};

/** Values of one kind separated by commas. */
export const listOf = <Item>({ parse, wanted }: OptionKind<Item>): OptionKind<Item[]> => ({
  placeholder: "A,B,…",
  wanted: `${wanted}, or several separated by commas`,
  parse(list) {
    const items = list.split(",").map((item) => parse(item.trim()));
    return items.every((item) => item !== undefined) ? items : undefined;
  },
});

/** A percentage, with or without its sign: 80 and "80%" are the same. */
export const percentage: OptionKind<number> = {
  placeholder: "X",
  wanted: "a percentage",
  parse: (text) => parsePlain(text.replace(/%$/, "")),
};

/** Weights of classes: balanced, a number for each, or a JSON object by label. */
export const classWeights: OptionKind<unknown> = {
  placeholder: "balanced|X,X,…",
  wanted: 'balanced, numbers separated by commas, or JSON such as {"de": 2}',
  parse(text) {
    if (text === "balanced") return text;
    if (text.startsWith("{")) return parseJson(text);
    const numbers = text.split(",").map((part) => parsePlain(part.trim()));
    return numbers.includes(undefined) ? undefined : numbers;
  },
};

/** Symbols: the letters of the text, or the strings of a JSON array. */
export const symbols: OptionKind<string | string[]> = {
  placeholder: "SYMBOLS",
  wanted: "the symbols as a text, or a JSON array of strings",
  parse(list) {
    if (list.startsWith("[") && list.endsWith("]")) {
      const words = parseJson(list);
      if (Array.isArray(words) && words.every((word) => typeof word === "string")) return words;
    }
    return list || undefined;
  },
};

/** A number; anything else is a file. */
export const numberOrFile: OptionKind<number | string> = {
  placeholder: "X|FILE",
  wanted: "a number, or a file",
  parse: (value) => parseNumber(value) ?? (value || undefined),
};

/** A number of workers, or auto. */
export const workers: OptionKind<number | "auto"> = {
  placeholder: "N|auto",
  wanted: "an integer, or auto",
  parse: (value) => (value === "auto" ? value : parseInteger(value)),
};

/** One of a few names. */
export function oneOf<const T extends string>(allowed: readonly T[]): OptionKind<T> {
  return {
    placeholder: allowed.length <= 3 ? allowed.join("|") : "NAME",
    wanted: `one of ${allowed.join(", ")}`,
    parse: (name) => allowed.find((known) => known === name),
    hint: (name) => didYouMean(name, allowed),
  };
}

/** " (did you mean X?)", or "" if no known name is similar. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** @returns undefined if the text is not JSON */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
