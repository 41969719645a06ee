/**
 * Parses pairs that users type, one per line. If the sides of some pair differ in length, sides of several words become sequences of words.
 */
import { mismatchOf, type PairLine, pairFromJson, pairFromTabs } from "../../../../ts/formats/pair-lines.js";

export type Words = string | readonly string[];
export type TextPair = readonly [input: Words, target: Words];

/** @throws Error with the line and the problem, for the user */
export function parsePairs(text: string): TextPair[] {
  const lines = text.split(/\r?\n/);
  const pairs = lines.flatMap((line, i) => (line.trim() === "" ? [] : [{ line: i + 1, pair: parseLine(line, i + 1) }]));
  if (pairs.length === 0) throw new Error("No pairs yet: type some, or drop a file");
  const uneven = pairs.find(({ pair }) => mismatchOf(pair));
  if (!uneven) return pairs.map(({ pair }) => pair);
  const inWords = pairs.map(({ pair }): PairLine => [words(pair[0]), words(pair[1])]);
  if (!inWords.some(mismatchOf) && inWords.some(([input]) => input.length > 1)) return inWords;
  throw new Error(`Line ${uneven.line}: ${mismatchOf(uneven.pair)}`);
}

function parseLine(line: string, number: number): PairLine {
  const pair = line.startsWith("[") ? pairFromJson(line) : pairFromTabs(line);
  if (typeof pair === "string") throw new Error(`Line ${number}: ${pair}`);
  return pair;
}

const words = (side: string | string[]) => (typeof side === "string" ? side.trim().split(/\s+/) : side);
