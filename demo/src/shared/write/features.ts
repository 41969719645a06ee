/**
 * What a unit could follow in a text, and how well units do.
 */

import { correlationOf } from "../correlation.js";

/** A number for each symbol of a text. */
export type Feature = (symbols: readonly string[]) => number[];

const letters = /\p{L}/u;

/** Counts the symbols since the last one that ends a part. */
const since =
  (ends: (symbol: string) => boolean): Feature =>
  (symbols) => {
    let count = 0;
    return symbols.map((symbol) => {
      count = ends(symbol) ? 0 : count + 1;
      return count;
    });
  };

/** Whether a symbol is of a kind. */
const isOf =
  (kind: (symbol: string) => boolean): Feature =>
  (symbols) =>
    symbols.map((symbol) => Number(kind(symbol)));

const insideBrackets: Feature = (symbols) => {
  let depth = 0;
  return symbols.map((symbol) => {
    if ("([{".includes(symbol)) depth++;
    else if (")]}".includes(symbol)) depth = Math.max(0, depth - 1);
    return depth;
  });
};

const isVowel = (symbol: string) => /[aeiouy]/i.test(symbol.normalize("NFD"));

export const features = {
  word: { label: "the place in a word", of: since((symbol) => !letters.test(symbol)) },
  line: { label: "the place in a line", of: since((symbol) => symbol === "\n") },
  brackets: { label: "how many brackets are open", of: insideBrackets },
  capital: { label: "capital letters", of: isOf((symbol) => symbol !== symbol.toLowerCase()) },
  vowel: { label: "vowels", of: isOf(isVowel) },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly of: Feature }>>;

export const chosenSymbols = (chosen: string): Feature => isOf((symbol) => chosen.includes(symbol));

/** Whether a text has any of it. */
export const varies = (values: readonly number[]): boolean => values.some((value) => value !== values[0]);

/** A unit, and the correlation of its memory with a feature. */
export interface Match {
  readonly unit: number;
  readonly correlation: number;
}

/**
 * The units that follow a feature best, first those with the strongest correlation, of either sign.
 * @param values the memory, [symbol][unit]
 */
export function matchesOf(
  feature: readonly number[],
  values: ArrayLike<number>,
  units: number,
  count: number,
): Match[] {
  const matches = Array.from({ length: units }, (_, unit): Match => {
    const memory = feature.map((_, t) => values[t * units + unit] as number);
    return { unit, correlation: correlationOf(feature, memory) };
  });
  return matches.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation) || a.unit - b.unit).slice(0, count);
}
