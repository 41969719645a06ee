/**
 * Simulates a reader who follows a page: installs the package in a folder, runs commands and programs, and keeps their files.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Program, runnable } from "./program.js";

const expectations = new URL("expectations.mjs", import.meta.url).href;
const simd128 = new URL("simd128.mjs", import.meta.url).href;

/** How a command ended. */
interface Outcome {
  readonly printed: string;
  /** Nothing where all went well. */
  readonly failure: string;
}

/** What a program tells at the end of a block. */
interface Told {
  readonly printed: string;
  readonly failures: readonly string[];
}

/** A program on its way through its blocks. */
interface Running {
  readonly process: ChildProcess;
  stderr: string;
}

export class Reader {
  readonly folder = mkdtempSync(join(tmpdir(), "rnn-wasm-docs-"));
  readonly #env: NodeJS.ProcessEnv;
  readonly #running = new Map<Program, Running>();

  /** @param root folder of the repository, which is the package */
  constructor(root: string) {
    const path = (name: string) => join(this.folder, name);
    mkdirSync(path("node_modules"));
    symlinkSync(root, path("node_modules/rnn-wasm"), "junction");
    writeFileSync(path("package.json"), '{ "type": "module" }');
    mkdirSync(path("node_modules/.bin"));
    this.#command("rnn-wasm", `exec '${process.execPath}' --import '${simd128}' '${root}dist/cli.js' "$@"`);
    // npx would take half a second to find the program of the installed package.
    this.#command("npx", 'exec "$@"');
    // Threads that wait for each other would take the processors of the other pages.
    this.#command("python", `OMP_NUM_THREADS=1 exec '${process.env["PYTHON"] ?? "python3"}' "$@"`);
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#env = { ...env, PATH: `${path("node_modules/.bin")}${delimiter}${env["PATH"]}` };
  }

  /** Runs a block of shell commands. */
  shell(script: string): Promise<Outcome> {
    return this.#run("sh", ["-e", "-c", script]);
  }

  /** Runs a block of Python. */
  python(python: string, script: string): Promise<Outcome> {
    return this.#run(python, ["-c", script]);
  }

  /** Runs the next block of a program. */
  async next(program: Program): Promise<Outcome> {
    const before = this.#running.get(program);
    const running = before ?? this.#start(program);
    this.#running.set(program, running);
    if (before?.process.connected === false) return { printed: "", failure: "the program had ended before this block" };
    before?.process.send("go on");
    const told = await toldBy(running);
    return { printed: told.printed, failure: told.failures.map((failure) => `${program.page}:${failure}`).join("\n") };
  }

  /** Leaves, and takes everything along. */
  leave(): void {
    for (const { process } of this.#running.values()) process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #command(name: string, script: string): void {
    const file = join(this.folder, "node_modules/.bin", name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  #run(command: string, args: readonly string[]): Promise<Outcome> {
    const child = spawn(command, args, { cwd: this.folder, env: this.#env, stdio: ["ignore", "pipe", "pipe"] });
    let [printed, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    return new Promise((resolve) => {
      child.on("error", (error) => resolve({ printed, failure: `${error}` }));
      child.on("close", (code) => resolve({ printed, failure: code === 0 ? "" : `exit code ${code}\n${stderr}` }));
    });
  }

  #start(program: Program): Running {
    const file = join(this.folder, `program-${program.blocks[0]?.line}.mjs`);
    writeFileSync(file, runnable(program, expectations));
    const child = spawn(process.execPath, ["--enable-source-maps", file], {
      cwd: this.folder,
      env: this.#env,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const running: Running = { process: child, stderr: "" };
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      running.stderr += text;
    });
    return running;
  }
}

/** What a program tells next; one that ended without a word failed. */
function toldBy(running: Running): Promise<Told> {
  const { process: child } = running;
  return new Promise((resolve) => {
    const done = (told: Told) => {
      child.off("message", done).off("close", fail);
      resolve(told);
    };
    const fail = (code: number | null) => done({ printed: "", failures: [` exit code ${code}\n${running.stderr}`] });
    child.on("message", done as (message: unknown) => void).on("close", fail);
  });
}

/** The repository's own folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
