/**
 * Parses pairs from lines of text: `input TAB target`, or a JSON array of two items: ["ERPDRF", "SECRET"], or
 * [["the", "cat"], ["DET", "NOUN"]] for words.
 */

/** One side of a pair: text, or a list of words. */
export type Side = string | string[];

export type PairLine = readonly [input: Side, target: Side];

/** Whether a line is a JSON array. */
export const isJsonLine = (line: string): boolean => parseArray(line) !== undefined;

/** @returns the pair, or the error message */
export function pairFromTabs(line: string): PairLine | string {
  const [input = "", target, ...more] = line.split("\t");
  if (target !== undefined && more.length === 0) return [input, target];
  return `expected input TAB target, got ${target === undefined ? "no TAB" : `${more.length + 1} TABs`}`;
}

/** @returns the pair, or the error message */
export function pairFromJson(line: string): PairLine | string {
  const [input, target, ...more] = parseArray(line) ?? [];
  if (isSide(input) && isSide(target) && more.length === 0) return [input, target];
  return "expected a JSON array of two strings, or of two arrays of strings";
}

/** The number of symbols. */
export const lengthOf = (side: Side): number => [...side].length;

/** The error message about a pair whose sides differ in length; undefined if they do not. */
export function mismatchOf([input, target]: PairLine): string | undefined {
  const [inputs, targets] = [lengthOf(input), lengthOf(target)];
  return inputs === targets ? undefined : `expected as many symbols on both sides, got ${inputs} and ${targets}`;
}

const isSide = (value: unknown): value is Side =>
  typeof value === "string" || (Array.isArray(value) && value.every((symbol) => typeof symbol === "string"));

function parseArray(line: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
