/**
 * Pairs as lines of text: `input TAB target`, or JSON arrays of two: ["ERPDRF", "SECRET"], or [["the", "cat"], ["DET", "NOUN"]] for words.
 */

/** A side of a pair: a text, or a list of words. */
export type Side = string | string[];

export type PairLine = readonly [input: Side, target: Side];

/** Whether a line is JSON. The first line of a file decides for all: a letter of an alphabet may be "[". */
export const isJsonLine = (line: string): boolean => Array.isArray(parsed(line));

/** @returns a pair, or what is wrong with the line */
export function pairFromTabs(line: string): PairLine | string {
  const [input = "", target, ...more] = line.split("\t");
  if (target !== undefined && more.length === 0) return [input, target];
  return `expected input TAB target, got ${target === undefined ? "no" : more.length + 1} TABs`;
}

/** @returns a pair, or what is wrong with the line */
export function pairFromJson(line: string): PairLine | string {
  const [input, target, ...more] = (parsed(line) ?? []) as unknown[];
  if (isSide(input) && isSide(target) && more.length === 0) return [input, target];
  return "expected a JSON array of two texts, or of two arrays of texts";
}

/** Symbols of a side. */
export const lengthOf = (side: Side): number => [...side].length;

/** What is wrong with a pair whose sides have different lengths; undefined where they have the same. */
export function mismatchOf([input, target]: PairLine): string | undefined {
  const [inputs, targets] = [lengthOf(input), lengthOf(target)];
  return inputs === targets ? undefined : `expected as many symbols on both sides, got ${inputs} and ${targets}`;
}

const isSide = (value: unknown): value is Side =>
  typeof value === "string" || (Array.isArray(value) && value.every((symbol) => typeof symbol === "string"));

function parsed(line: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
