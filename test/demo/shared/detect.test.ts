/** What somebody's data is good for. */
import { describe, expect, test } from "vitest";
import { proposalsFor } from "../../../demo/src/shared/detect.js";
import { parseSeries } from "../../../demo/src/shared/forecast/series.js";
import { parseLabeled, prepare as prepareNames } from "../../../demo/src/shared/names/settings.js";
import { baselinesOf, longestCopy } from "../../../demo/src/shared/write/baselines.js";
import { parseText } from "../../../demo/src/shared/write/settings.js";

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

describe("is proposed first", () => {
  test.each([
    ["numbers", lines(40, (i) => String(i * 2)), "forecast", "40 numbers, one after another"],
    [
      "a table with dates",
      `day,visitors\n${lines(40, (i) => `2020-01-${i + 1},${i}`)}`,
      "forecast",
      "40 numbers, one after another",
    ],
    [
      "texts with labels",
      lines(20, (i) => `message ${i} of some length\t${i % 2 ? "billing" : "technical"}`),
      "names",
      "20 texts with 2 labels",
    ],
    [
      "words with tags",
      lines(20, (i) => `the cat${i} sat\tDET NOUN${i} VERB`),
      "decipher",
      "20 pairs, as long on both sides",
    ],
    ["a text", "It was the best of times, it was the worst of times. ".repeat(10), "write", "a text of 530 letters"],
    ["a list of names", lines(60, (i) => `Name number ${i}`), "write", "60 names"],
  ])("for %s", (_, text, view, found) => expect(proposalsFor(text).proposals[0]).toMatchObject({ view, found }));
});

test("what was understood is shown as it was read", () => {
  const understood = (text: string) => proposalsFor(text).proposals[0]?.understood;
  expect(understood(`day,visitors\n${lines(40, (i) => `2020-01-${i + 1},${i}`)}`)).toMatchObject({
    head: ["row", "visitors"],
    rows: [
      ["2020-01-1", "0"],
      ["2020-01-2", "1"],
      ["2020-01-3", "2"],
      ["2020-01-4", "3"],
    ],
    values: Array.from({ length: 40 }, (_, i) => i),
  });
  expect(understood(lines(20, (i) => `a cat\tDET NOUN${i}`))?.rows[0]).toEqual(["a cat", "DET NOUN0"]);
});

test("what cannot be learned has a reason for each view", () => {
  const { proposals, reasons } = proposalsFor("too little");
  expect(proposals).toEqual([]);
  expect(reasons.map(([view]) => view)).toEqual(["forecast", "decipher", "names", "write"]);
  for (const [, reason] of reasons) expect(reason).toMatch(/^[A-Z].{10,}[^.]$/);
});

test("a series is the last column of numbers, with the first as its times", () => {
  const { values, times } = parseSeries(`time;value\n${lines(32, (i) => `t${i}; ${i / 2}`)}`);
  expect(values.slice(0, 3)).toEqual([0, 0.5, 1]);
  expect(times?.[31]).toBe("t31");
  expect(parseSeries(lines(32, String)).times).toBeUndefined();
  expect(() => parseSeries(`${lines(32, String)}\nmany`)).toThrow('Line 33: expected a number, got "many"');
  expect(() => parseSeries("1\n2")).toThrow("at least 32 values, got 2");
});

test("labels stand after a tab, or after the last comma", () => {
  const text = lines(12, (i) => (i % 2 ? `a, b\tx` : "c, d, y"));
  expect(parseLabeled(text).slice(0, 2)).toEqual([
    ["c, d", "y"],
    ["a, b", "x"],
  ]);
  expect(() => parseLabeled(`${text}\nnothing`)).toThrow("Line 13: expected a text, a tab and a label");
});

test("names to learn from and names to judge by have none in common, and a language can be left out", () => {
  const given = { seed: 0, cell: "gru", nonlinearity: "tanh", hiddenSize: 1, lr: 1, source: "surnames" } as const;
  const { training, heldBack, labels } = prepareNames({ ...given, perLabel: 40, without: "Spanish" }, undefined);
  expect(labels).toHaveLength(5);
  expect(labels).not.toContain("Spanish");
  expect(training).toHaveLength(5 * 40);
  const known = new Set(training.map((pair) => pair.join()));
  expect(heldBack.length).toBeGreaterThan(100);
  expect(heldBack.filter((pair) => known.has(pair.join()))).toEqual([]);
});

test("short different lines are items, others a text", () => {
  expect(parseText(lines(60, (i) => `name ${i}`)).items).toHaveLength(60);
  expect(parseText("a line\n".repeat(80)).text).toContain("a line\na line");
  expect(() => parseText("short")).toThrow("At least 400 letters are needed, got 5");
});

test("knowing the letter before needs fewer bits than knowing frequencies, where letters follow a rule", () => {
  const { frequencies, pairs } = baselinesOf("abc".repeat(200));
  expect(frequencies).toBeCloseTo(Math.log2(3), 1);
  expect(pairs).toBeLessThan(0.2);
});

test.each([
  ["xxhello worldyy", "say hello world", 2, 13],
  ["abc", "xyz", 0, 0],
  ["abab", "ab ab", 0, 2],
])("of %j, %j has letters %i to %i", (text, known, from, to) => expect(longestCopy(text, known)).toEqual([from, to]));
