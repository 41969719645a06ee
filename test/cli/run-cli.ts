/** Runs command lines: in the test's own process as a rule, and in a process of their own where that is what a test is about. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { Streams } from "../../ts/cli/io/streams.js";
import { runCli } from "../../ts/cli/main.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { bin } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { bin: Record<string, string> };
/** What a shell starts. */
export const programPath = root + bin["rnn-wasm"];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Streams that are terminals. */
  readonly terminals?: readonly ("stdin" | "stdout" | "stderr")[];
  /** Their width. */
  readonly columns?: number;
}

/** Runs a command line in this process. */
export const cli = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  runInside((streams) => runCli(args, streams), options);

/** Runs a program in this process, with streams of its own, and collects what it prints. */
export async function runInside(
  program: (streams: Streams) => Promise<number>,
  { input = "", env = {}, terminals = [], columns }: RunOptions = {},
): Promise<Ended> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const bytes = Buffer.from(input);
  const stdin = Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false });
  const all = { stdin, stdout, stderr };
  for (const name of terminals) Object.assign(all[name], { isTTY: true, ...(columns && { columns }) });
  const code = await program({ ...all, env });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Collected extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

/** Starts the program as a shell does. */
export function start(args: readonly string[], spawning: SpawnOptions = {}): ChildProcess {
  const { NO_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, [programPath, ...args], { env, ...spawning });
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

/** Runs a command line in a process of its own. */
export function cliProcess(args: readonly string[], input?: string | Uint8Array): Promise<Ended> {
  const child = start(args);
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  return ended(child);
}

/** All bytes that a process prints. */
export async function printedBytes(child: ChildProcess): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
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

/** Whether a text colors or moves anything on a terminal. */
export const steersTerminal = (text: string): boolean => text.includes("\u001b") || text.includes("\r");
