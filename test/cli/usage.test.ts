/** The command line's grammar: help, typos, kinds of values, exit codes. What the commands do is in commands.test.ts. */
import { describe, expect, test } from "vitest";
import { tagOptions } from "../../ts/tasks/tag/options.js";
import { cli, cliProcess } from "./run-cli.js";

const commands = ["demo", "train", "decrypt", "classify", "forecast", "generate", "eval", "export", "inspect", "bench"];

/** One sentence and a hint, no stack. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(args);
  expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  return stderr;
}

describe("started by a shell", () => {
  test.each([
    [["--version"], { code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" }],
    [["inspect", "/nowhere"], { code: 1, stdout: "", stderr: expect.stringContaining("no such file") }],
    [["trian"], { code: 2, stdout: "", stderr: expect.stringContaining("did you mean train?") }],
  ])("%j: the exit code, and what goes where", async (args, ended) => expect(await cliProcess(args)).toEqual(ended));

  test("messages through pipes", async () => {
    const args = ["encrypt", "--cipher", "caesar", "--key", "1"];
    expect(await cliProcess(args, "A\nB")).toEqual({ code: 0, stdout: "B\nC\n", stderr: "" });
  });
});

describe("help", () => {
  test.each(commands)("%s -h: usage, examples first, then the options", async (command) => {
    const { code, stdout, stderr } = await cli([command, "-h"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^rnn-wasm ${command}`));
    expect(stdout.indexOf("Examples")).toBeLessThan(stdout.indexOf("    --"));
    expect(stdout).not.toContain("\u001b[");
  });

  test("is wrapped at the width of the terminal", async () => {
    const { stdout } = await cli(["help", "decrypt"], { terminals: ["stdout"], columns: 60, env: { NO_COLOR: "1" } });
    const options = stdout.slice(stdout.indexOf("Options"), stdout.indexOf("Put --")).split("\n");
    expect(options.filter((line) => line.length > 60)).toEqual([]);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("a file of train, or a safetensors file from PyTorch");
  });

  test("the program's lists every command", async () => {
    for (const args of [["--help"], ["-h"], ["help"]]) {
      const { code, stdout } = await cli(args);
      expect(code).toBe(0);
      for (const command of commands) expect(stdout).toMatch(new RegExp(`^ +${command} `, "m"));
    }
    expect((await cli(["help", "train"])).stdout).toBe((await cli(["train", "--help"])).stdout);
  });

  test("is shown wherever it is asked for, whatever else is wrong", async () => {
    for (const args of [
      ["train", "--hiden-size", "5", "-h"],
      ["decrypt", "-m", "--help"],
    ])
      expect(await cli(args)).toMatchObject({ code: 0, stderr: "" });
  });

  test("every option of train() has a flag, and each of its settings a line", async () => {
    const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    // --checkpoint and Ctrl-C stand for two of these, and progress is printed.
    const elsewhere = ["onCheckpoint", "signal", "onProgress"];
    const names = Object.keys(tagOptions).filter((name) => !elsewhere.includes(name));
    const help = (await cli(["train", "-h"])).stdout;
    for (const name of names) expect(help).toMatch(new RegExp(`--${kebabCase(name)}[ .]`));
    expect(help).not.toMatch(/undefined|\(\)$/m);
    const { stdout } = await cli(["train", "-h"]);
    for (const name of [
      "alphabet",
      "hidden-size",
      "until.accuracy",
      "lr-schedule.eta-min",
      "progress-every.ms",
      "resume",
    ])
      expect(stdout).toContain(`--${name} `);
  });

  test("no command at all is wrong usage, and shows the way", async () => {
    const { code, stdout, stderr } = await cli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("rnn-wasm train");
  });

  test("--version", async () => expect((await cli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/));
});

describe("a typo is answered with the nearest name", () => {
  test.each([
    ["trian", "train"],
    ["decrpt", "decrypt"],
  ])("command %s", async (typo, meant) => expect(await refusal(typo)).toContain(`did you mean ${meant}?`));

  test.each([
    [["train", "--hiden-size", "5"], "--hidden-size"],
    [["train", "--hidden_size", "5"], "--hidden-size"],
    [["train", "--no-shufle"], "--no-shuffle"],
    [["eval", "--min-acuracy", "1"], "--min-accuracy"],
    [["train", "--cipher", "cesar"], "caesar"],
    [["train", "--optimizer", "adamv"], "adamw"],
  ])("%s", async (args, meant) => expect(await refusal(...args)).toContain(meant));

  test("inherited properties of objects are not options", async () => {
    for (const name of ["constructor", "toString", "__proto__", "no-constructor"])
      await refusal("train", `--${name}`, "1");
  });
});

describe("values are checked before anything runs", () => {
  test.each([
    ["train", "--hidden-size", "abc"],
    ["train", "--hidden-size", "1.5"],
    ["train", "--hidden-size", ""],
    ["train", "--hidden-size", "0x10"],
    ["train", "--lr", "fast"],
    ["train", "--lr", "Infinity"],
    ["train", "--betas", "0.9"],
    ["train", "--betas", "0.9,0.99,0.999"],
    ["train", "--until.accuracy", "all"],
    ["train", "--bidirectional=maybe"],
    ["train", "--no-hidden-size"],
    ["bench", "--blocks", "0"],
  ])("%s %s %s", async (...args) => expect(await refusal(...args)).toMatch(/expected|unknown/));

  test("a value that is missing, or is the next option", async () => {
    expect(await refusal("decrypt", "-m")).toContain("-m");
    expect(await refusal("train", "--pairs", "-o", "model")).toContain("--pairs");
    expect(await refusal("train", "--cipher", "vigenere", "--key", "-A")).toContain("--key=-A");
  });

  test("a number outside the library's range names the flag", async () => {
    const caesar = ["train", "--cipher", "caesar", "--key", "1", "-o", "/dev/null"];
    expect(await refusal(...caesar, "--hidden-size", "-3")).toMatch(/--hidden-size: expected .*, got -3/);
    expect(await refusal(...caesar, "--lr", "-1")).toMatch(/--lr: expected/);
    expect(await refusal(...caesar, "--until.accuracy", "2")).toMatch(/--until\.accuracy: expected/);
  });

  test("what a command needs", async () => {
    expect(await refusal("decrypt", "FOO")).toContain("-m");
    expect(await refusal("encrypt", "FOO")).toContain("--cipher");
    expect(await refusal("train", "-o", "x")).toMatch(/--cipher NAME or --pairs FILE/);
    expect(await refusal("train", "--cipher", "atbash", "--pairs", "x")).toContain("got both");
    expect(await refusal("eval", "-m", "x")).toContain("--pairs");
    expect(await refusal("export", "-m", "x")).toContain("-o");
    expect(await refusal("export", "-m", "x", "-o", "model.bin")).toContain("--format");
    expect(await refusal("inspect")).toContain("expected a file");
    expect(await refusal("train", "SECRET", "--cipher", "atbash")).toContain("SECRET");
    expect(await refusal("train", "--cipher", "atbash", "--validation", "0", "--patience", "3", "-o", "x")).toMatch(
      /--patience: expected a validation set .* set --validation .* by --max-steps or --epochs/,
    );
  });

  test("what a cipher takes, and what it does not", async () => {
    expect(await refusal("encrypt", "--cipher", "caesar", "A")).toContain("--key");
    expect(await refusal("encrypt", "--cipher", "caesar", "--key", "LEMON", "A")).toContain("an integer for caesar");
    expect(await refusal("encrypt", "--cipher", "atbash", "--key", "3", "A")).toContain("--key");
    expect(await refusal("encrypt", "--key", "3", "A")).toContain("--cipher");
    expect(await refusal("encrypt", "--cipher", "affine", "--a", "3", "--b", "1", "A")).toMatch(/a: expected/);
  });

  test("one stdin for one reader, one stdout for one writer", async () => {
    expect(await refusal("train", "--pairs", "-", "--resume", "-")).toContain("stdin");
    expect(await refusal("train", "--cipher", "atbash", "-o", "-", "--json")).toContain("--json");
    expect(await refusal("train", "--cipher", "atbash", "-o", "x", "--checkpoint", "x")).toContain("--checkpoint");
    expect(await refusal("train", "--cipher", "atbash", "--checkpoint", "-")).toContain("--checkpoint");
  });
});

describe("the grammar of arguments", () => {
  const caesar = ["encrypt", "--cipher", "caesar"];

  test("numbers may be negative", async () => {
    expect((await cli([...caesar, "--key", "-3", "DEF"])).stdout).toBe("ABC\n");
    expect((await cli([...caesar, "--key=-3", "DEF"])).stdout).toBe("ABC\n");
  });

  test("-- ends the options", async () => {
    expect((await cli([...caesar, "--key", "0", "--", "-A", "--key"])).stderr).toContain("message 2");
    expect((await cli([...caesar, "--key", "0", "--", "-A", "-B"])).stdout).toBe("-A\n-B\n");
    expect(await refusal(...caesar, "--key", "0", "-A")).toContain("--");
  });

  test("a lone - is the pipe", async () =>
    expect((await cli([...caesar, "--key", "1", "-"], { input: "A\nB" })).stdout).toBe("B\nC\n"));

  test("the last of two wins", async () =>
    expect((await cli([...caesar, "--key", "1", "--key", "2", "A"])).stdout).toBe("C\n"));
});
