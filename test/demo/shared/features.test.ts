/** What units could follow in a text, and which of them do. */
import { expect, test } from "vitest";
import { correlationOf } from "../../../demo/src/shared/correlation.js";
import { chosenSymbols, features, matchesOf, varies } from "../../../demo/src/shared/write/features.js";

const of = (name: keyof typeof features, text: string) => features[name].of([...text]).join(" ");

test("features of a text", () => {
  expect(of("word", "ab c, Źdź")).toBe("1 2 0 1 0 0 1 2 3");
  expect(of("line", "ab c\nde")).toBe("1 2 3 4 0 1 2");
  expect(of("brackets", "a(b[c])d)e")).toBe("0 1 1 2 2 1 0 0 0 0");
  expect(of("capital", "aB Ź9")).toBe("0 1 0 1 0");
  expect(of("vowel", "aĘxý")).toBe("1 1 0 1");
  expect(chosenSymbols("ab")([..."xaby"])).toEqual([0, 1, 1, 0]);
  expect([varies([1, 1]), varies([]), varies([1, 2])]).toEqual([false, false, true]);
});

test("a correlation is Pearson's, and 0 where something stays the same", () => {
  expect(correlationOf([1, 2, 3], [2, 4, 6])).toBeCloseTo(1);
  expect(correlationOf([1, 2, 3], [1, 0, -1])).toBeCloseTo(-1);
  expect(correlationOf([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8);
  expect(correlationOf([1, 2, 3], [5, 5, 5])).toBe(0);
});

test("the units that follow best come first, whatever their sign", () => {
  const feature = [0, 1, 2, 3];
  // Unit 0 stays, unit 1 follows roughly, unit 2 falls exactly.
  const values = [1, 0, 9, 1, 2, 6, 1, 1, 3, 1, 3, 0];
  const matches = matchesOf(feature, values, 3, 2);
  expect(matches.map(({ unit }) => unit)).toEqual([2, 1]);
  expect(matches[0]?.correlation).toBeCloseTo(-1);
});
