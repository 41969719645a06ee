/** What the command line reads from and writes to: pipes that end late or never, full disks, names of one file. */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { cli, ended, start, temporaryFolder } from "./run-cli.js";

const path = temporaryFolder();
const data = "ab\tba\nba\tab\n";
const pairs = path("pairs.tsv");
writeFileSync(pairs, data);
const quiet = ["--seed", "1", "--quiet"];
const stream = ["--alphabet", "ab", "--output-alphabet", "ab", "--validation", "0"];

describe("an output that names an input, or another output, is refused before anything is written", () => {
  const other = path("other.tsv");
  writeFileSync(other, data);
  symlinkSync(pairs, path("link"));
  linkSync(pairs, path("hard"));
  symlinkSync(path("new"), path("dangling"));
  mkdirSync(path("moves"));
  linkSync(pairs, path("moves/shake-1.csv"));
  const train = (...args: string[]) => ["train", "--epochs", "1", ...quiet, ...args];
  test.each([
    ["-o", "--pairs", train("--pairs", pairs, "--validation", "0", "-o", pairs)],
    ["--checkpoint", "--pairs", train("--pairs", pairs, "--validation", "0", "--checkpoint", path("./x/../pairs.tsv"))],
    ["-o", "--validation", train("--pairs", other, "--validation", pairs, "-o", path("link"))],
    ["--checkpoint", "--weights", train("--pairs", other, "--weights", pairs, "--checkpoint", pairs)],
    ["-o", "--resume", train("--pairs", other, "--resume", pairs, "--checkpoint", path("c"), "-o", pairs)],
    ["--checkpoint", "-o", train("--pairs", other, "-o", path("new"), "--checkpoint", path("dangling"))],
    ["-o", "--series", train("--series", pairs, "-o", path("hard"))],
    ["-o", "--text", train("--text", pairs, "-o", path("link"))],
    ["--checkpoint", "--items", train("--items", pairs, "--checkpoint", pairs)],
    ["-o", "--validation", train("--valued", other, "--validation", pairs, "-o", pairs)],
    ["-o", "--labeled", train("--labeled", path("moves"), "--label-from-name", "-o", path("moves/shake-1.csv"))],
    ["-o", "-m", ["export", "-m", pairs, "--format", "safetensors", "-o", path("link")]],
  ])("%s as %s", async (output, input, args) => {
    const { code, stderr } = await cli(args);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(`${output}: expected another file than ${input}'s`),
    });
    expect(readFileSync(pairs, "utf8")).toBe(data);
  });

  test("a resumed run continues to write its checkpoint", async () => {
    const run = ["train", "--pairs", pairs, "--validation", "0", "--checkpoint", path("run.ckpt"), ...quiet];
    expect(await cli([...run, "--epochs", "2"])).toMatchObject({ code: 0 });
    expect(await cli([...run, "--epochs", "3", "--resume", path("run.ckpt")])).toMatchObject({ code: 0 });
  });
});

describe("pipes", () => {
  beforeEach(({ skip }) => skip(process.platform === "win32", "Windows has no named pipes"));

  test.each([
    ["read first", ["--validation", "0"]],
    ["as a stream", stream],
  ])("a named pipe gives several epochs, %s", async (_, options) => {
    const pipe = path(`pipe-${options.length}`);
    execFileSync("mkfifo", [pipe]);
    const writer = writeFile(pipe, data);
    const { code, stderr } = await ended(start(["train", "--pairs", pipe, ...options, "--epochs", "3", ...quiet]));
    await writer;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("6 steps, 3 epochs") });
  });

  test.each(["SIGTERM", "SIGINT"] as const)("interrupted by %s while nothing comes, a run is saved", async (signal) => {
    const output = path(`${signal}.st`);
    const child = start([
      "train",
      "--pairs",
      "-",
      ...stream,
      "--max-steps",
      "1000",
      "-o",
      output,
      "--json",
      "--progress-every",
      "1",
    ]);
    child.stdin?.write(data);
    child.stdout?.once("data", () => child.kill(signal));
    const { code, stderr } = await ended(child);
    expect({ code, stderr }).toMatchObject({
      code: signal === "SIGINT" ? 130 : 143,
      stderr: expect.stringContaining(`Saved ${output}`),
    });
    expect(await cli(["decrypt", "-m", output, "ab"])).toMatchObject({ code: 0 });
  });

  test.each<[string, string, readonly string[]]>([
    ["train", "--validation", ["train", "--pairs", pairs, "--epochs", "3", ...quiet]],
    ["eval", "--pairs", ["eval", "-m", path("of-pairs.st")]],
    ["classify", "--labeled", ["train", "--validation", "0", "--epochs", "3", ...quiet]],
    ["score", "--text", ["train", "--batch-size", "1", "--bptt", "2", "--validation", "0", "--epochs", "3", ...quiet]],
  ])("what %s needs of %s may come from one", async (name, option, args) => {
    if (name === "eval")
      expect(
        await cli([
          "train",
          "--pairs",
          pairs,
          "--validation",
          "0",
          "--epochs",
          "1",
          "-o",
          path("of-pairs.st"),
          ...quiet,
        ]),
      ).toMatchObject({ code: 0 });
    const pipe = path(`pipe-of-${name}`);
    execFileSync("mkfifo", [pipe]);
    const writer = writeFile(pipe, data);
    expect(await cli([...args, option, pipe])).toMatchObject({ code: 0 });
    await writer;
  });

  test("a named pipe that is still open does not hold up the end", async () => {
    const pipe = path("open-pipe");
    execFileSync("mkfifo", [pipe]);
    const reading = start(["train", "--text", pipe, ...quiet]);
    const first = await open(pipe, "w");
    reading.kill("SIGTERM");
    expect((await ended(reading)).code).toBe(143);
    await first.close();
    const options = [...stream, "--max-steps", "1000", "--json", "--progress-every", "1"];
    const child = start(["train", "--pairs", pipe, ...options, "-o", path("open.st")]);
    const writer = await open(pipe, "w");
    await writer.write(data);
    child.stdout?.once("data", () => child.kill("SIGTERM"));
    const { code, stderr } = await ended(child);
    await writer.close();
    expect({ code, stderr }).toMatchObject({ code: 143, stderr: expect.stringContaining(`Saved ${path("open.st")}`) });
  });

  test.each([
    ["encrypt", "--cipher", "atbash", "ABC"],
    ["train", "--help"],
    ["train", "--cipher", "caesar", "--key", "1", "--max-steps", "3", "--json", "-o", path("kept.st"), "--quiet"],
    ["train", "--cipher", "caesar", "--key", "1", "--max-steps", "3", "-o", "-", "--quiet"],
  ])("%s to a full disk is one sentence", async (...args) => {
    const full = await open("/dev/full", "w");
    try {
      const { code, stderr } = await ended(start(args, { stdio: ["ignore", full.fd, "pipe"] }));
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/cannot write stdout: no space left on the disk\n$/),
      });
      expect(stderr).not.toMatch(/\n\s+at /);
      if (args.includes("--json")) expect(await cli(["inspect", path("kept.st")])).toMatchObject({ code: 0 });
    } finally {
      await full.close();
    }
  });
});

describe("bytes that are not UTF-8", () => {
  const bad = (before: string, bytes: number[], after = "\n") =>
    Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  test.each<[string, Buffer, string, string]>([
    ["a stray byte", bad("AB\nC", [0xff]), "NO\n", "stdin, line 2, byte 2: expected text in UTF-8, got 0xFF"],
    [
      "after long lines",
      bad(`${"AB\n".repeat(40_000)}XY`, [0xc3, 0x28]),
      "NO\n".repeat(40_000),
      "stdin, line 40001, byte 3: expected text in UTF-8, got 0xC3",
    ],
    [
      "cut short at the end",
      bad("A\r\nB\n", [0xe2, 0x82], ""),
      "N\nO\n",
      "stdin, line 3, byte 1: expected text in UTF-8, got 0xE2",
    ],
    ["in the first line", bad("", [0x80], "AB\nA\n"), "", "stdin, line 1, byte 1: expected text in UTF-8, got 0x80"],
  ])("%s: the lines before are answered, and the place is named", async (_, input, stdout, message) => {
    const ran = await cli(["encrypt", "--cipher", "caesar", "--key", "13", "-"], { input });
    expect(ran).toEqual({ code: 1, stdout, stderr: expect.stringContaining(message) });
  });

  test.each<[string, Buffer, string, number]>([
    ["--labeled", bad("ab\tx\ncd\ty", [0xff]), "line 2, byte 5: expected text in UTF-8, got 0xFF", 0],
    ["--labeled", bad("seq,kind\nab,x\ncd,M", [0xfc], "nchen\n"), "line 3, byte 5: expected text in UTF-8", 1],
    ["--series", bad("month,s", [0xe9], "\n1,2\n"), "line 1, byte 8: expected text in UTF-8, got 0xE9", 0],
    ["--items", bad("ab\r\na", [0xff]), "line 2, byte 2: expected text in UTF-8, got 0xFF", 0],
    ["--text", bad("a\n".repeat(50_000), [0xc3, 0x28]), "byte 100001: expected text in UTF-8, got 0xC3", 0],
    // A character that the end of a chunk of 64 KB cuts is whole; the next byte is not.
    ["--text", bad(`${"a".repeat(65_535)}é`, [0x80]), "byte 65538: expected text in UTF-8, got 0x80", 0],
    ["--text", bad("ab", [0xe2, 0x82], ""), "byte 3: expected text in UTF-8, got 0xE2", 0],
  ])("in a file of %s", async (option, bytes, message, column) => {
    const file = path("bad");
    writeFileSync(file, bytes);
    const { code, stderr } = await cli(["train", option, file, ...(column ? ["--label", "kind"] : []), ...quiet]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(`${file}, ${message}`) });
  });

  test("a mark of byte order is skipped at the start alone, and letters may be cut by chunks", async () => {
    const line = `\ufeff${"é".repeat(70_000)}\n`;
    const file = path("marked.tsv");
    writeFileSync(file, `\ufeffé\ta\n`);
    const ran = await cli([
      "train",
      "--pairs",
      file,
      "--validation",
      "0",
      "--max-steps",
      "1",
      "-o",
      path("e.st"),
      ...quiet,
    ]);
    expect(ran).toMatchObject({ code: 0 });
    const model = ["decrypt", "-m", path("e.st"), "-"];
    expect((await cli(model, { input: line })).stdout).toBe(`${"a".repeat(70_000)}\n`);
    expect((await cli(model, { input: `é\n\ufeffé\n` })).stdout).toBe("a\n");
  });
});

test.each([
  ["50%", 2],
  ["0.5", 2],
  ["1.", 3],
  ["3", 1],
])("--validation %s holds back a share below 1, or a number of pairs", async (validation, steps) => {
  const file = path("four.tsv");
  writeFileSync(file, data + data);
  const ran = await cli(["train", "--pairs", file, "--validation", validation, "--epochs", "1", ...quiet]);
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringMatching(`${steps} steps?, 1 epoch`) });
});

test("percentages are numbers for every option of numbers, and for none of integers", async () => {
  const train = ["train", "--cipher", "caesar", "--key", "3", "--max-steps", "1", ...quiet];
  expect(await cli([...train, "--betas", "90%,99.9%", "--lr", "1%", "--dropout", "10%"])).toMatchObject({ code: 0 });
  for (const [option, message] of [
    ["--validation", "--validation: expected an integer ≥ 0, got 0.1"],
    ["--hidden-size", '--hidden-size: expected an integer, got "10%"'],
    ["--until.accuracy", undefined],
  ] as const) {
    const { code, stderr } = await cli([...train, option, "10%"]);
    expect({ option, code }).toEqual({ option, code: message ? 2 : 0 });
    if (message) expect(stderr).toContain(message);
  }
  const refused = await cli([...train, "--validation", pairs]);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--validation: expected a number of messages for a cipher"),
  });
});
