/** Runs the built program as a shell would: what package.json's "bin" names, in a process of its own. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { bin } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { bin: Record<string, string> };
export const programPath = root + bin["rnn-wasm"];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Record<string, string>;
  /** Node's own options. */
  readonly node?: readonly string[];
  /** Another program of dist/. */
  readonly program?: string;
}

export function start(args: readonly string[], options: RunOptions = {}, spawning: SpawnOptions = {}): ChildProcess {
  const script = options.program ? `${root}dist/${options.program}` : programPath;
  const { NO_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, [...(options.node ?? []), script, ...args], {
    env: { ...env, ...options.env },
    ...spawning,
  });
}

/** Waits for the end of a process; what it printed is collected. */
export function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...texts }));
  });
}

export function cli(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = start(args, options);
  child.stdin?.on("error", () => {});
  child.stdin?.end(options.input);
  return ended(child);
}

/** Lines of JSON. */
export const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** A folder for the tests of one file, and paths in it. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** Whether a text colours or moves anything on a terminal. */
export const steersTerminal = (text: string): boolean => text.includes("\u001b") || text.includes("\r");
