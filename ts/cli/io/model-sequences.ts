/**
 * Converts arguments and lines to the sequences of a model that answers once for each.
 */
import type { Classifier, Regressor } from "../../index.js";
import { parseJson } from "../options/option-kinds.js";
import { messageParser } from "./model-messages.js";

/**
 * Parses text for a model. Of a model of numbers, it is JSON (numbers, rows, row objects, columns), or numbers separated by commas or blanks.
 */
export function sequenceParser({ alphabet }: Pick<Classifier | Regressor, "alphabet">): (text: string) => unknown {
  if (alphabet !== undefined) return messageParser({ alphabet });
  return (text) => {
    if (/^\s*[[{]/.test(text)) return parseJson(text) ?? text;
    const cells = text.split(/[\s,;]+/).filter(Boolean);
    // What is no number is refused by the model, which names its place.
    return cells.map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell)));
  };
}
