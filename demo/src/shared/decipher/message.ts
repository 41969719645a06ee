/**
 * Adapts messages that users type to a model's alphabet, so that they need not know it.
 */
import type { Words } from "./pairs-text.js";

/** The symbols of a sequence: letters or words. */
export interface Vocabulary {
  readonly known: ReadonlySet<string>;
  readonly isText: boolean;
}

/** @param alphabet a string or an array of strings, as in a model */
export const vocabularyOf = (alphabet: Words): Vocabulary => ({
  known: new Set(alphabet),
  isText: typeof alphabet === "string",
});

/** The number of symbols to show; charts of longer messages are unreadable. */
const maxSymbols = 64;

/** Adapts the case, replaces blanks by the alphabet's dash, and drops unknown symbols. */
export function fitted(message: string, { known, isText }: Vocabulary): Words {
  const fit = (symbol: string) => {
    const upper = symbol.toUpperCase();
    return known.has(symbol) ? symbol : known.has(upper) ? upper : symbol === " " ? "-" : symbol;
  };
  const symbols = isText ? [...message] : message.trim().split(/\s+/);
  const kept = symbols
    .map(fit)
    .filter((symbol) => known.has(symbol))
    .slice(0, maxSymbols);
  return isText ? kept.join("") : kept;
}
