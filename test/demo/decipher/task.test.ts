/** What there is to learn, out of settings and pairs; and how the message is given and expected. */
import { describe, expect, test } from "vitest";
import { expectedReading, isRead, secretOf } from "../../../demo/src/shared/decipher/reading.js";
import { suggestedFor, type Task } from "../../../demo/src/shared/decipher/settings.js";
import { taskData } from "../../../demo/src/shared/decipher/task.js";

const withKey = (task: Task, key: string) => taskData({ ...suggestedFor(task), key }, undefined);

describe("a key", () => {
  test("makes the cipher that it says", () => {
    expect(withKey("caesar", "-3").cipher?.encrypt("DEF")).toBe("ABC");
    expect(withKey("affine", "7, 3").cipher?.encrypt("AB")).toBe("DK");
    expect(withKey("affine", "2").cipher?.encrypt("B")).toBe("C");
  });

  test.each<[Task, string, RegExp]>([
    ["caesar", "LEMON", /^key: expected a whole number, got "LEMON"$/],
    ["caesar", "1.5", /^key: expected a whole number/],
    ["affine", "3, 1", /no common divisor/],
    ["affine", "x, 1", /^a: expected a whole number/],
    ["vigenere", "", /key/],
  ])("of %s that is %j is refused in words for people", (task, key, message) =>
    expect(() => withKey(task, key)).toThrow(message),
  );
});

describe("the message", () => {
  const caesar = withKey("caesar", "13");

  test("of a cipher is encrypted, and is what should be read", () => {
    expect(secretOf(caesar, "this is a secret")).toBe("FUVEMVEMNMERPDRF");
    expect(expectedReading(caesar, "this is")).toEqual([..."THIS-IS"]);
  });

  test("of pairs is an input; its target is expected where it has one", () => {
    const pairs = taskData(suggestedFor("pairs"), "AB\tXY\nB\tZ");
    expect(secretOf(pairs, "ab")).toBe("AB");
    expect(expectedReading(pairs, "AB")).toEqual(["X", "Y"]);
    expect(expectedReading(pairs, "BA")).toBeUndefined();
    expect(expectedReading(undefined, "AB")).toBeUndefined();
  });

  test("of words is told from the same letters in other words", () => {
    const words = taskData(suggestedFor("pairs"), '[["ab","c"],["X","Y"]]\n[["a","bc"],["Z","W"]]');
    expect(expectedReading(words, "a bc")).toEqual(["Z", "W"]);
  });

  test.each([
    [["A", "B"], true],
    [["A"], false],
    [["A", "C"], false],
  ])("%j is read where AB is expected: %s", (output, read) => expect(isRead(output, ["A", "B"])).toBe(read));

  test("that is empty or unknown is never read", () => {
    expect(isRead([], [])).toBe(false);
    expect(isRead(["A"], undefined)).toBe(false);
  });
});
