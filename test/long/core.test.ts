/** Fuzzes the core natively, where integer overflow panics, and under Miri, which detects undefined behavior. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { fuzzMs, rounds } from "./budget.js";
import { clock, report, shown, skip } from "./figures.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pinned = /channel = "(.*)"/.exec(readFileSync(`${root}rust-toolchain.toml`, "utf8"))?.[1] as string;

/** Runs cargo, which must succeed. @returns its output */
function cargo(context: TestContext, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync("cargo", args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) context.expect.fail(`${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a fuzzing test of the core. @returns the rounds of each target */
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

test("random calls of the core, natively", (context) => {
  if (!runs("cargo", `+${pinned}`, "--version")) skip(context, "Rust is not installed");
  const time = clock();
  const made = cargoTest(context, [`+${pinned}`, "test"], { FUZZ_MINUTES: `${fuzzMs / 60_000}` });
  expect(made).toMatch(/Model.*Eager|Eager.*Model/);
  report(context, `${made}, no panic; ${time()}`);
});

test("random calls of the core, under Miri", (context) => {
  if (!runs("cargo", "+nightly", "miri", "--version")) skip(context, "nightly Rust with Miri is not installed");
  const time = clock();
  const env = { FUZZ_ROUNDS: `${rounds(16)}`, MIRIFLAGS: "-Zmiri-env-forward=FUZZ_ROUNDS" };
  const made = cargoTest(context, ["+nightly", "miri", "test"], env);
  report(context, `${made}, no undefined behavior; ${time()}`);
});

test("the allocator and other unsafe code, under Miri", (context) => {
  if (!runs("cargo", "+nightly", "miri", "--version")) skip(context, "nightly Rust with Miri is not installed");
  const time = clock();
  // Tests of arithmetic are left out: they sweep millions of floats and have no unsafe code.
  const stdout = cargo(context, ["+nightly", "miri", "test", "--locked", "--lib", "--", "heap", "rows"]);
  const passed = Number(/(\d+) passed/.exec(stdout)?.[1]);
  expect(passed).toBeGreaterThan(0);
  report(context, `${shown(passed)} tests of the allocator and of rows, no undefined behavior; ${time()}`);
});
