/** Classifiers and regressors on the command line: files of every kind, answers, tables, gates, and errors that name the line. */
import { mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { kinds, random, words } from "../tasks/sequence/example-data.js";
import { cli, temporaryFolder } from "./run-cli.js";

const quick = ["--hidden-size", "10", "--batch-size", "8", "--lr", "0.03", "--seed", "1", "--epochs", "6"];
const at = temporaryFolder();
const write = (name: string, content: string) => {
  writeFileSync(at(name), content);
  return at(name);
};
const tsv = () => write("words.tsv", words.map((word, i) => `${word}\t${kinds[i]}`).join("\n"));

/** What a command prints, if it succeeds. */
async function printed(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await cli(args, input === undefined ? {} : { input });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return stdout;
}

beforeAll(async () => {
  await printed(["train", "--labeled", tsv(), "-o", at("words.model"), ...quick]);
});

describe("classify", () => {
  it("prints a label for each sequence, or the likeliest ones with probabilities", async () => {
    expect(await printed(["classify", "-m", at("words.model"), "abab"])).toMatch(/^low\t\d+\.\d %\n$/);
    const lines = (await printed(["classify", "-m", at("words.model"), "--top", "2"], "abab\nghgh\n")).split("\n");
    expect([lines[0], lines[1]]).toEqual([
      expect.stringMatching(/^low\t[\d.]+ %\t(mid|high)\t[\d.]+ %$/),
      expect.stringMatching(/^high\t/),
    ]);
    const record = JSON.parse(await printed(["classify", "-m", at("words.model"), "--json", "abab"]));
    expect(record).toMatchObject({ input: "abab", label: "low", ranked: [{ label: "low" }, {}, {}] });
    expect(await printed(["predict", "-m", at("words.model"), "abab"])).toBe("low\n");
  });

  it("refuses models of other tasks, and unknown symbols", async () => {
    await printed(["train", "--cipher", "atbash", "-o", at("tag.model"), "--max-steps", "1"]);
    for (const [args, message] of [
      [["classify", "-m", at("tag.model"), "AB"], /task: expected a model of the task classify, got one of tag/],
      [["decrypt", "-m", at("words.model"), "ab"], /task: expected a model of the task tag, got one of classify/],
      [
        ["classify", "-m", at("words.model"), "ab", "az"],
        /sequence 2: .*"z" at 1; a model trained with --unknown symbol takes others/,
      ],
      [["classify", "-m", at("words.model"), "--top", "0", "ab"], /--top: expected a positive integer/],
    ] as const) {
      const { code, stderr } = await cli(args);
      expect([code === 0, stderr]).toEqual([false, expect.stringMatching(message)]);
    }
  });
});

describe("eval", () => {
  it("prints scores, those of each class, the confusions and the baseline", async () => {
    const told = await printed(["eval", "-m", at("words.model"), "--labeled", tsv()]);
    for (const part of [
      /^measured on +\d+ sequences$/m,
      /^accuracy +\d/m,
      /^macro F1 +\d/m,
      /^baseline +33\.3 % \(always low\)$/m,
      /^label +precision/m,
    ])
      expect(told).toMatch(part);
    expect(told).toMatch(/^confusion: a row for each label.*\n +low +mid +high\nlow +\d+ /m);
    const drawn = await printed(["eval", "-m", at("words.model"), "--labeled", tsv(), "--plot"]);
    expect(drawn).toMatch(/^confusion: .*\n {1}low │[·░▒▓█]{6}\n {1}mid │[·░▒▓█]{6}\nhigh │[·░▒▓█]{6}\n/m);
    const record = JSON.parse(await printed(["eval", "-m", at("words.model"), "--labeled", tsv(), "--json"]));
    expect(record).toMatchObject({ accuracy: expect.any(Number), perClass: [{ label: "low" }, {}, {}] });
  });

  it("fails below a limit", async () => {
    const wrong = write("wrong.tsv", words.map((word, i) => `${word}\t${kinds[(i + 1) % 3]}`).join("\n"));
    for (const gate of ["--min-accuracy", "--min-macro-f1"]) {
      const { code, stderr } = await cli(["eval", "-m", at("words.model"), "--labeled", wrong, gate, "0.9"]);
      expect([code, stderr]).toEqual([1, expect.stringContaining(gate)]);
    }
    expect(await printed(["eval", "-m", at("words.model"), "--labeled", wrong])).toContain("not better than always");
  });
});

describe("data", () => {
  it("comes as CSV, as JSON lines, and as a folder of CSV files", async () => {
    const csv = write("words.csv", `kind,word\r\n${words.map((word, i) => `${kinds[i]},"${word}"`).join("\r\n")}\r\n`);
    await printed(["train", "--labeled", csv, "--label", "kind", "-o", at("csv.model"), ...quick]);
    expect(await printed(["predict", "-m", at("csv.model"), "abab"])).toBe("low\n");
    const jsonl = write(
      "words.jsonl",
      words.map((word, i) => JSON.stringify([[...word], kinds[i] === "low"])).join("\n"),
    );
    await printed(["train", "--labeled", jsonl, "-o", at("jsonl.model"), ...quick, "--class-weights", "1,2"]);
    expect(await printed(["predict", "-m", at("jsonl.model"), "a b a b"])).toBe("true\n");
    mkdirSync(at("moves"), { recursive: true });
    const next = random(3);
    for (let i = 0; i < 24; i++) {
      const rows = Array.from({ length: 8 }, (_, k) => [i % 2 ? Math.sin(k) : k % 2, next()].join(","));
      write(`moves/${i % 2 ? "wave" : "shake"}-${i}.csv`, `x,y\n${rows.join("\n")}\n`);
    }
    await printed(["train", "--labeled", at("moves"), "--label-from-name", "-o", at("moves.model"), ...quick]);
    const shaken = JSON.stringify(Array.from({ length: 8 }, (_, k) => ({ x: k % 2, y: 0.5 })));
    expect(await printed(["predict", "-m", at("moves.model"), shaken])).toBe("shake\n");
  });

  it("may have numbers as answers", async () => {
    const lengths = write("lengths.tsv", words.map((word) => `${word}\t${word.length}`).join("\n"));
    const told = await cli(["train", "--valued", lengths, "-o", at("length.model"), ...quick, "--loss", "huber"]);
    expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/mean absolute error/)]);
    expect(Number(await printed(["predict", "-m", at("length.model"), "abcdefg"]))).toBeGreaterThan(4);
    const scores = await printed(["eval", "-m", at("length.model"), "--valued", lengths]);
    expect(scores).toMatch(/^mean absolute error +[\d.]+\n[\s\S]*^R² +0\.\d/m);
    const { code } = await cli(["eval", "-m", at("length.model"), "--valued", lengths, "--max-mae", "0.000001"]);
    expect(code).toBe(1);
    const wide = `t0,t1,y\n${words.map((_, i) => `${i},${i % 7},${i / 2}`).join("\n")}\n`;
    await printed(["train", "--valued", write("wide.csv", wide), "--value", "y", "-o", at("wide.model"), ...quick]);
    expect(Number(await printed(["predict", "-m", at("wide.model"), "4,4"]))).toBeLessThan(45);
    const { stderr } = await cli(["predict", "-m", at("wide.model"), "[4, null]"]);
    expect(stderr).toMatch(/sequence\[1\]: expected a number, got null; --missing carry/);
    const commas = wide.replaceAll(/(\d*)\.5/g, "$1,5").replaceAll(/^([^,]*),([^,]*),/gm, "$1;$2;");
    await printed(["train", "--valued", write("c.csv", commas), "--value", "y", "-o", at("commas.model"), ...quick]);
    expect(await printed(["predict", "-m", at("commas.model"), "4,4"])).toBe(
      await printed(["predict", "-m", at("wide.model"), "4,4"]),
    );
  });

  it("may have a header, which is named if it is taken for data", async () => {
    const lines = words.map((word, i) => `${word}\t${kinds[i]}`).join("\n");
    const [headed, counted] = [
      write("headed.tsv", `word\tkind\n${lines}`),
      write("counted.tsv", `word\tlength\n${lines}`),
    ];
    const told = await cli(["train", "--labeled", headed, "-o", at("headed.model"), ...quick]);
    expect([told.code, told.stderr]).toEqual([
      0,
      expect.stringContaining(
        'headed.tsv, line 1: no other line has the label "kind" (if this line is a header, --label',
      ),
    ]);
    const read = await cli(["train", "--labeled", headed, "--label", "kind", "-o", at("headed.model"), ...quick]);
    expect(read.stderr).not.toContain("header");
    expect((await cli(["train", "--labeled", tsv(), "-o", at("bare.model"), ...quick])).stderr).not.toContain("header");
    for (const [args, message] of [
      [
        ["eval", "-m", at("words.model"), "--labeled", headed],
        /headed.tsv, line 1, .*\(if this line is a header, --label/,
      ],
      [
        ["train", "--valued", counted, "-o", at("no.model")],
        /counted.tsv, line 1: expected a number, got "length" \(if this line is a header, --value COLUMN/,
      ],
    ] as const) {
      const { code, stderr } = await cli(args);
      expect([code === 0, stderr]).toEqual([false, expect.stringMatching(message)]);
    }
  });

  it.each<[string, string, readonly string[], RegExp]>([
    ["no TAB", "ab\tx\ncd\n", [], /line 2: expected sequence TAB label, got no TAB.*--label COLUMN/],
    ["an empty sequence", "ab\tx\n\n\ty\n", [], /line 3, sequence: expected at least one step/],
    ["half an item", '["ab","x"]\n["cd"]\n', [], /line 2: expected a JSON array of a sequence and its answer/],
    ["another column", "a,b\nab,x\n", ["--label", "kind"], /expected a column "kind", got a, b/],
    ["a word among numbers", "a,b,kind\n1,2,x\n3,four,y\n", ["--label", "kind"], /line 3, column b: .*got "four"/],
    [
      "a text beside other columns",
      "id,word,kind\n1,ab,x\n",
      ["--label", "kind"],
      /got "ab" \(a text is the only column/,
    ],
    [
      "NA for a number",
      "a,b,kind\n1,2,x\n3,NA,y\n",
      ["--label", "kind"],
      /line 3, sequence\[1\]: .*got null; --missing/,
    ],
    [
      "an open quote",
      'word,kind\n"ab,x\n',
      ["--label", "kind"],
      /expected comma-separated values, got a quote that is not closed/,
    ],
    [
      "a blank number",
      "a,b,kind\n1,2,x\n3,,y\n",
      ["--label", "kind"],
      /line 3, sequence\[1\]: expected a number, got null/,
    ],
    ["too few cells", "word,kind\nab\n", ["--label", "kind"], /expected comma-separated values, got .*line 2/],
    ["no folder", "ab\tx\n", ["--label-from-name"], /--label-from-name: expected a folder of CSV files/],
  ])("is refused with its line: %s", async (name, content, more, message) => {
    const path = write(`wrong ${name}`, content);
    const { code, stderr } = await cli(["train", "--labeled", path, ...more, "-o", at("no.model"), ...quick]);
    expect([code === 0, stderr]).toEqual([false, expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("is of one task", async () => {
    for (const args of [
      ["--labeled", tsv(), "--valued", tsv()],
      ["--label", "kind", "--cipher", "atbash"],
      ["--labeled", at("moves")],
    ]) {
      const { code, stderr } = await cli(["train", ...args, "-o", at("no.model")]);
      expect([code === 0, stderr.length > 10]).toEqual([false, true]);
    }
  });
});
