/** How decrypt takes messages of any symbols, and prints answers of any kind. */
import { readFileSync, writeFileSync } from "node:fs";
import { load, type SymbolSequence } from "rnn-wasm";
import { describe, expect, test } from "vitest";
import { cli, jsonLines, temporaryFolder } from "./run-cli.js";

const path = temporaryFolder();

describe.each<[string, (readonly [SymbolSequence, SymbolSequence])[], string, SymbolSequence]>([
  ["letters to tags", [["abab", ["B-X", "I-X", "B-X", "I-X"]]], "abba", "abba"],
  [
    "single-letter words to tags",
    [
      [
        ["a", "b"],
        ["DET", "NOUN"],
      ],
    ],
    "a b",
    ["a", "b"],
  ],
  [
    "single-letter words without blanks",
    [
      [
        ["a", "b"],
        ["DET", "NOUN"],
      ],
    ],
    "ab",
    ["a", "b"],
  ],
  [
    "words with blanks inside",
    [
      [
        ["New York", "is", "is big"],
        ["LOC", "O", "P"],
      ],
    ],
    " New York  is big is",
    ["New York", "is big", "is"],
  ],
  ["words to letters", [[["the", "cat"], "DN"]], "the cat", ["the", "cat"]],
  [
    "tags with blanks",
    [
      [
        ["x1", "y1"],
        ["very good", "bad"],
      ],
    ],
    "x1 y1",
    ["x1", "y1"],
  ],
  [
    "a blank as a symbol",
    [
      [
        [" ", "a"],
        ["S", "A"],
      ],
    ],
    '[" ","a"," "]',
    [" ", "a", " "],
  ],
  ["brackets as letters", [['["a"]', "12345"]], '["a"]', '["a"]'],
])("%s", (name, lines, message, sequence) => {
  const [data, model] = [path(`${name}.jsonl`), path(`${name}.st`)];
  writeFileSync(data, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

  test("are answered as predict() answers", async () => {
    const train = ["train", "--pairs", data, "--validation", "0", "--epochs", "20", "--seed", "1", "--quiet"];
    expect(await cli([...train, "-o", model])).toMatchObject({ code: 0 });
    const wanted = (await load(readFileSync(model), { task: "tag" })).predict(sequence);
    const line = Array.isArray(wanted) ? wanted.join(" ") : wanted;
    for (const [args, input] of [
      [[message], ""],
      [[], `${message}\n${message}\n`],
    ] as const) {
      const { stdout } = await cli(["decrypt", "-m", model, ...args], { input });
      expect(stdout).toBe(`${line}\n`.repeat(input ? 2 : 1));
      const json = await cli(["decrypt", "-m", model, "--json", ...args], { input });
      for (const answer of jsonLines(json.stdout)) expect(answer).toEqual({ input: sequence, output: wanted });
    }
  });
});
