/** The core's own fuzzing, natively, where arithmetic that overflows panics; and under Miri, which sees undefined behaviour. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { fuzzMs, rounds } from "./budget.js";
import { clock, leaveOut, shown, tell } from "./figures.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pinned = /channel = "(.*)"/.exec(readFileSync(`${root}rust-toolchain.toml`, "utf8"))?.[1] as string;

/** What cargo prints, for a run that must succeed. */
function cargo(context: TestContext, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync("cargo", args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) context.expect.fail(`${stdout}\n${stderr}`);
  return stdout;
}

/** What a test of the core prints: rounds of each of its targets. */
function cargoTest(context: TestContext, args: readonly string[], env: Record<string, string>): string {
  const stdout = cargo(context, [...args, "--locked", "--test", "bindings", "--", "--nocapture"], env);
  return [...stdout.matchAll(/(\w+): (\d+) rounds/g)]
    .map(([, of, n]) => `${shown(Number(n))} rounds of ${of}`)
    .join(", ");
}

/** Whether a command succeeds. */
function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { cwd: root, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

test("the core natively, called with any numbers over any bytes", (context) => {
  if (!runs("cargo", `+${pinned}`, "--version")) leaveOut(context, "no Rust here");
  const time = clock();
  const made = cargoTest(context, [`+${pinned}`, "test"], { FUZZ_MINUTES: `${fuzzMs / 60_000}` });
  expect(made).toMatch(/Model.*Eager|Eager.*Model/);
  tell(context, `${made}, no panic; ${time()}`);
});

test("the same under Miri", (context) => {
  if (!runs("cargo", "+nightly", "miri", "--version")) leaveOut(context, "no nightly Rust with Miri here");
  const time = clock();
  const env = { FUZZ_ROUNDS: `${rounds(16)}`, MIRIFLAGS: "-Zmiri-env-forward=FUZZ_ROUNDS" };
  const made = cargoTest(context, ["+nightly", "miri", "test"], env);
  tell(context, `${made}, no undefined behaviour; ${time()}`);
});

test("the allocator and what else is unsafe under Miri", (context) => {
  if (!runs("cargo", "+nightly", "miri", "--version")) leaveOut(context, "no nightly Rust with Miri here");
  const time = clock();
  // The functions of numbers sweep millions of floats and hold nothing unsafe.
  const stdout = cargo(context, ["+nightly", "miri", "test", "--locked", "--lib", "--", "heap", "rows"]);
  const passed = Number(/(\d+) passed/.exec(stdout)?.[1]);
  expect(passed).toBeGreaterThan(0);
  tell(context, `${shown(passed)} tests of the allocator and of rows, no undefined behaviour; ${time()}`);
});
