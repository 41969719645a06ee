/** What `npm start` shows, without its set-up. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { buildTerminalDemo, program } from "../../demo/terminal/build.mjs";
import { runDemo } from "../../demo/terminal/demo.js";
import { runInside, steersTerminal } from "../cli/run-cli.js";

const demo = (...args: string[]) => runInside((streams) => runDemo(args, streams));

describe("npm start", () => {
  test("plain lines if the output is not a terminal: the message becomes readable, the curve falls", async () => {
    const { code, stdout, stderr } = await demo();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(steersTerminal(stdout)).toBe(false);
    const readings = stdout.split("\n").filter((line) => /^step/.test(line));
    expect(readings).toHaveLength(11);
    expect(readings[0]).not.toContain("THIS-IS-A-SECRET");
    expect(readings.at(-1)).toMatch(/step 1,408 .*100 % .*THIS-IS-A-SECRET/);
    expect(stdout).toMatch(/[⠀-⣿]{3}/);
    expect(stdout).toContain("FUVEMVEMNMERPDRF → THIS-IS-A-SECRET\n");
    expect(stdout).toMatch(/Learned in 1,408 steps from 45,056 letters: .* ms of computing/);
    expect(stdout).toContain("npm start -- --key 7");
  });

  test("a user's key and message, with small letters and blanks", async () => {
    expect((await demo("--key", "7", "--message", "HELLO-WORLD")).stdout).toContain("OLSSVGCVYSK → HELLO-WORLD\n");
    expect((await demo("--key", "-3", "--message", "hello world")).stdout).toContain("→ HELLO-WORLD\n");
  });

  test("on a terminal the line is redrawn, and the output says that it was slowed down", async () => {
    const { stdout } = await runInside((streams) => runDemo([], streams), {
      terminals: ["stdout"],
      env: { TERM: "xterm" },
    });
    expect(stdout.split("\r").length).toBeGreaterThan(20);
    expect(stdout).toContain("slowed down");
  });

  test("wrong usage", async () => {
    expect(await demo("--kye", "7")).toMatchObject({ code: 2, stderr: expect.stringContaining("--key") });
    expect(await demo("--key", "seven")).toMatchObject({ code: 2 });
    expect(await demo("--message", "É")).toMatchObject({ code: 1, stderr: expect.stringContaining("É") });
    expect(await demo("-h")).toMatchObject({ code: 0, stdout: expect.stringContaining("--message") });
  });

  test("as a program", async () => {
    await buildTerminalDemo();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, "--key", "7"]);
    expect(stderr).toBe("");
    expect(stdout).toContain("→ THIS-IS-A-SECRET\n");
  });
});
