/** Pairs as people type, paste or drop them. */
import { describe, expect, test } from "vitest";
import { parsePairs } from "../../../demo/src/shared/decipher/pairs-text.js";

describe("pairs", () => {
  test("a line each, with a tab between; blank lines and any line end do not matter", () =>
    expect(parsePairs("AB\tCD\r\n\r\n\nE\tF")).toEqual([
      ["AB", "CD"],
      ["E", "F"],
    ]));

  test("as JSON lines of two strings, or of two arrays of words", () =>
    expect(parsePairs('["AB", "CD"]\n[["the", "cat"], ["DET", "NOUN"]]')).toEqual([
      ["AB", "CD"],
      [
        ["the", "cat"],
        ["DET", "NOUN"],
      ],
    ]));

  test("are words where the letters of some pair do not match, in all pairs", () =>
    expect(parsePairs("the cat\tDET NOUN\nab cd\tAB CD")).toEqual([
      [
        ["the", "cat"],
        ["DET", "NOUN"],
      ],
      [
        ["ab", "cd"],
        ["AB", "CD"],
      ],
    ]));

  test("count symbols, not code units", () => expect(parsePairs("🎉a\txy")).toEqual([["🎉a", "xy"]]));
});

test.each([
  ["", "No pairs yet: type some, or drop a file"],
  [" \n\n", "No pairs yet: type some, or drop a file"],
  ["AB\tAB\nABC\tAB", "Line 2: expected as many symbols on both sides, got 3 and 2"],
  ["AB", "Line 1: expected input TAB target, got no TAB"],
  ["A\tB\tC", "Line 1: expected input TAB target, got 2 TABs"],
  ['AB\tCD\n\n["A", "B"', "Line 3: expected a JSON array of two strings, or of two arrays of strings"],
  ["[1, 2]", "Line 1: expected a JSON array of two strings, or of two arrays of strings"],
])("%j: %s", (text, message) => expect(() => parsePairs(text)).toThrow(new Error(message)));
