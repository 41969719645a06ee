/**
 * Pairs as people have them: a line each, input and target with a tab between them, or JSON lines of two. Several words a side become a
 * sequence of words where the sides of some pair would not match letter by letter.
 */
export type Words = string | readonly string[];
export type TextPair = readonly [input: Words, target: Words];

/** @throws Error for people: which line, and what is wrong with it */
export function parsePairs(text: string): TextPair[] {
  const lines = text.split(/\r?\n/);
  const pairs = lines.flatMap((line, i) => (line.trim() === "" ? [] : [{ line: i + 1, pair: parseLine(line, i + 1) }]));
  if (pairs.length === 0) throw new Error("No pairs yet: type some, or drop a file");
  const uneven = pairs.find(({ pair }) => !isEven(pair));
  if (!uneven) return pairs.map(({ pair }) => pair);
  const inWords = pairs.map(({ pair }) => pair.map(words) as unknown as TextPair);
  if (inWords.every(isEven) && inWords.some(([input]) => input.length > 1)) return inWords;
  const [input, target] = uneven.pair;
  throw new Error(`Line ${uneven.line}: ${lengthOf(input)} symbols on one side, ${lengthOf(target)} on the other`);
}

function parseLine(line: string, number: number): TextPair {
  if (line.startsWith("[")) {
    const pair = parseJson(line);
    if (Array.isArray(pair) && pair.length === 2 && pair.every(isWords)) return pair as unknown as TextPair;
    throw new Error(`Line ${number}: expected JSON such as ["ERPDRF", "SECRET"]`);
  }
  const sides = line.split("\t");
  if (sides.length !== 2) throw new Error(`Line ${number}: expected an input, a tab and a target`);
  return sides as [string, string];
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isWords = (value: unknown) =>
  typeof value === "string" || (Array.isArray(value) && value.every((word) => typeof word === "string"));
const lengthOf = (side: Words) => (typeof side === "string" ? [...side].length : side.length);
const isEven = ([input, target]: TextPair) => lengthOf(input) === lengthOf(target);
const words = (side: Words) => (typeof side === "string" ? side.trim().split(/\s+/) : side);
