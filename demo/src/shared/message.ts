/**
 * Messages as people type them, made fit for a model: nobody has to know its alphabet.
 */
import type { Words } from "./pairs-text.js";

/** What a sequence may consist of: letters of a text, or words. */
export interface Vocabulary {
  readonly known: ReadonlySet<string>;
  readonly isText: boolean;
}

/** @param alphabet a text, or an array of strings, as models have it */
export const vocabularyOf = (alphabet: Words): Vocabulary => ({
  known: new Set(alphabet),
  isText: typeof alphabet === "string",
});

/** Symbols of a message that are shown; the pictures of longer ones would say nothing. */
const mostSymbols = 64;

/** In the alphabet's case, with its dash for blanks, and without what it lacks. */
export function fitted(message: string, { known, isText }: Vocabulary): Words {
  const fit = (symbol: string) => {
    const upper = symbol.toUpperCase();
    return known.has(symbol) ? symbol : known.has(upper) ? upper : symbol === " " ? "-" : symbol;
  };
  const symbols = isText ? [...message] : message.trim().split(/\s+/);
  const kept = symbols
    .map(fit)
    .filter((symbol) => known.has(symbol))
    .slice(0, mostSymbols);
  return isText ? kept.join("") : kept;
}
