/** Messages as people type them, as models take them. */
import { describe, expect, test } from "vitest";
import { fitted, vocabularyOf } from "../../../demo/src/shared/decipher/message.js";

const letters = vocabularyOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

describe("letters", () => {
  test.each([
    ["meet me", "MEET-ME"],
    ["Naïve, 42!", "NAVE-"],
    ["", ""],
    ["éß", "SS".slice(2)],
  ])("%j is given as %j", (typed, given) => expect(fitted(typed, letters)).toBe(given));

  test("of an alphabet that has small ones stay small", () =>
    expect(fitted("aB c", vocabularyOf("abBC-"))).toBe("aB-C"));

  test("beyond what can be shown are left out", () => expect(fitted("A".repeat(1000), letters)).toHaveLength(64));

  test("outside of the basic plane are one symbol each", () =>
    expect(fitted("🎉a🎉", vocabularyOf("🎉A"))).toBe("🎉A🎉"));
});

test("words are taken one by one, and unknown ones left out", () => {
  const words = vocabularyOf(["the", "cat", "sat"]);
  expect(fitted("  the  dog sat ", words)).toEqual(["the", "sat"]);
  expect(fitted("", words)).toEqual([]);
});
