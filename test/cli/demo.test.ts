/** `rnn-wasm demo`, which is also what `npm start` runs. */
import { describe, expect, test } from "vitest";
import { cli, steersTerminal } from "./run-cli.js";

const demo = (...args: string[]) => cli(["demo", ...args]);

describe("rnn-wasm demo", () => {
  test("plain lines if the output is not a terminal: the message becomes readable, the curve falls", async () => {
    const { code, stdout, stderr } = await demo();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(steersTerminal(stdout)).toBe(false);
    const readings = stdout.split("\n").filter((line) => /^update/.test(line));
    expect(readings).toHaveLength(11);
    expect(readings[0]).not.toContain("THIS-IS-A-SECRET");
    expect(readings.at(-1)).toMatch(/update 1,408 .*100 % .*THIS-IS-A-SECRET/);
    expect(stdout).toMatch(/[⠀-⣿]{3}/);
    expect(stdout).toContain("FUVEMVEMNMERPDRF → THIS-IS-A-SECRET\n");
    expect(stdout).toMatch(/Learned in 1,408 updates from 45,056 letters: .* m?s of computing/);
    expect(stdout).toContain("npx rnn-wasm demo --key 7");
  });

  test("a user's key and message, with small letters and blanks", async () => {
    expect((await demo("--key", "7", "--message", "HELLO-WORLD")).stdout).toContain("OLSSVGCVYSK → HELLO-WORLD\n");
    expect((await demo("--key", "-3", "--message", "hello world")).stdout).toContain("→ HELLO-WORLD\n");
  });

  test("on a terminal the line is redrawn, and the output says that it was slowed down", async () => {
    const { stdout } = await cli(["demo"], { terminals: ["stdout"], env: { TERM: "xterm" } });
    expect(stdout.split("\r").length).toBeGreaterThan(20);
    expect(stdout).toContain("slowed down");
  });

  test("forecast: a year of passengers that the network has not seen, drawn, and closer than any simple rule", async () => {
    const { code, stdout, stderr } = await demo("forecast");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/•.*\n(.*\n)*.*░.*o/);
    const errors = [...stdout.matchAll(/^ {2}(model|\w[\w ]*:).* ([\d.]+)$/gm)].map(([, , error]) => Number(error));
    expect(errors).toHaveLength(5);
    expect(Math.min(...errors)).toBe(errors[0]);
    expect(errors[0]).toBeLessThan(20);
  });

  test("wrong usage", async () => {
    expect(await demo("--kye", "7")).toMatchObject({ code: 2, stderr: expect.stringContaining("--key") });
    expect(await demo("--key", "seven")).toMatchObject({ code: 2 });
    expect(await demo("--message", "É")).toMatchObject({ code: 1, stderr: expect.stringContaining("É") });
    expect(await demo("enigma")).toMatchObject({ code: 2, stderr: expect.stringContaining("cipher or forecast") });
    expect(await demo("forecast", "--key", "7")).toMatchObject({ code: 2 });
    expect(await demo("-h")).toMatchObject({ code: 0, stdout: expect.stringContaining("--message") });
  });
});
