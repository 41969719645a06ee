/** Generators on the command line: data with and without labels, text as the library gives it, a score a line, and errors that name the line. */
import { readFileSync, writeFileSync } from "node:fs";
import { load } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { cli, temporaryFolder } from "./run-cli.js";

const quick = ["--hidden-size", "8", "--batch-size", "8", "--lr", "0.03", "--seed", "1", "--epochs", "4"];
const at = temporaryFolder();
const write = (name: string, content: string) => {
  writeFileSync(at(name), content);
  return at(name);
};

/** What a command prints, if it succeeds. */
async function printed(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await cli(args, input === undefined ? {} : { input });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return stdout;
}

const modelOf = (name: string) => load(readFileSync(at(name)), { task: "generate" });
const words = ["ab", "ba", "aab", "bab", "abba", "cd", "dc", "ccd", "dcd", "cddc"];
const labels = words.map((word) => (/a/.test(word) ? "first" : "last"));
const pairs = words.map((word, i) => [word, labels[i] as string] as const);

describe("labeled items", () => {
  const files = {
    "words.tsv": pairs.map((pair) => pair.join("\t")).join("\n"),
    "words.jsonl": pairs.map((pair) => JSON.stringify(pair)).join("\n\n"),
    "words.csv": ["kind,word", ...pairs.map(([word, label]) => `${label},${word}`)].join("\n"),
  };

  it.each([
    ["words.tsv", []],
    ["words.jsonl", []],
    ["words.csv", ["--label", "kind"]],
  ] as const)("gives the same model from each form of file: %s", async (name, more) => {
    const data = ["--labeled-items", write(name, files[name]), ...more];
    await printed(["train", ...data, "-o", at("labeled.model"), ...quick]);
    const model = await modelOf("labeled.model");
    expect(model.labels).toEqual(["first", "last"]);
    const drawn = await printed([
      "generate",
      "-m",
      at("labeled.model"),
      "--label",
      "last",
      "--count",
      "4",
      "--seed",
      "3",
    ]);
    expect(drawn).toBe(`${model.generate({ label: "last", count: 4, seed: 3 }).join("\n")}\n`);
    const told = JSON.parse(await printed(["eval", "-m", at("labeled.model"), ...data, "--json"]));
    expect(told.bitsPerSymbol).toBe((await model.evaluate({ items: words, labels })).bitsPerSymbol);
  });

  it("scores a line a number, for one label or over all", async () => {
    const data = write("scored.tsv", files["words.tsv"]);
    await printed(["train", "--labeled-items", data, "-o", at("scored.model"), ...quick]);
    const model = await modelOf("scored.model");
    for (const [args, label] of [
      [[], undefined],
      [["--label", "first"], "first"],
    ] as const) {
      const lines = await printed(["score", "-m", at("scored.model"), ...args], "abba\ncddc\n");
      const expected = ["abba", "cddc"].map((word) => model.score(word, { label }).bitsPerSymbol.toFixed(3));
      expect(lines).toBe(`${expected.join("\n")}\n`);
    }
  });

  it("takes held-out items from a file of the same form", async () => {
    const [data, other] = [write("train.tsv", files["words.tsv"]), write("held.tsv", "abab\tfirst\ndd\tlast\n")];
    const args = ["train", "--labeled-items", data, "--validation", other, "-o", at("held.model"), ...quick];
    const { code, stderr } = await cli(args);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/validation/)]);
  });
});

describe("errors", () => {
  it.each([
    [["--labeled-items", "no-tab.tsv"], /no-tab\.tsv, line 2: expected sequence TAB label, got no TAB/],
    [["--labeled-items", "empty-item.jsonl"], /empty-item\.jsonl, line 2.*expected/],
    [["--labeled-items", "words.csv", "--label", "color"], /color/],
    [["--labeled-items", "no-tab.tsv", "--items", "no-tab.tsv"], /expected --items or --labeled-items, got both/],
    [
      ["--items", "no-tab.tsv", "--label", "kind"],
      /--label COLUMN: expected --labeled FILE or --labeled-items FILE beside it/,
    ],
  ])("name the place: %j", async (args, message) => {
    write("no-tab.tsv", "ab\tfirst\nba\n");
    write("empty-item.jsonl", '["ab","first"]\n[7,"last"]\n');
    write("words.csv", "kind,word\nfirst,ab\n");
    const given = args.map((arg) => (/\./.test(arg) ? at(arg) : arg));
    const { code, stderr } = await cli(["train", ...given, "-o", at("none.model"), ...quick]);
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(message)]);
  });

  it("refuse a label that the model does not have", async () => {
    await printed(["train", "--items", write("plain.txt", words.join("\n")), "-o", at("plain.model"), ...quick]);
    for (const command of ["generate", "score"]) {
      const { code, stderr } = await cli([command, "-m", at("plain.model"), "--label", "first"], { input: "ab\n" });
      expect([code === 0, stderr]).toEqual([false, expect.stringMatching(/label: expected no label/)]);
    }
  });
});
