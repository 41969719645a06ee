/**
 * Runs the Python programs of toPyTorch, with one process or several.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A line of progress. */
export interface PythonProgress {
  readonly step: number;
  readonly loss: number;
  readonly validation?: { readonly step: number; readonly loss: number };
}

/** A folder with a program and its files. */
export class PythonProgram {
  readonly #python: string;
  readonly folder = mkdtempSync(join(tmpdir(), "rnn-wasm-program-"));

  constructor(python: string, program: string) {
    this.#python = python;
    this.write("train.py", program);
  }

  write(name: string, contents: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), contents);
  }

  read(name: string): Uint8Array {
    return readFileSync(join(this.folder, name));
  }

  /** Forgets the checkpoint, from which the program would continue. */
  restart(): void {
    rmSync(join(this.folder, "train.ckpt"), { force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /**
   * Trains, with a report of every update.
   * @param processes more than one: under torchrun
   * @param killAt the update after which the program is killed
   */
  async train(flags: readonly string[], { processes = 1, killAt }: { processes?: number; killAt?: number } = {}) {
    const launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", `${processes}`];
    const args = [...(processes > 1 ? launcher : []), "train.py", ...flags, "--json", "--progress-every", "1"];
    const child = spawn(this.#python, args, {
      cwd: this.folder,
      // On two cores more threads only wait for each other.
      env: { ...process.env, OMP_NUM_THREADS: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const progress: PythonProgress[] = [];
    const { code, stderr } = await linesOf(child, (line) => {
      const told = JSON.parse(line) as PythonProgress | { readonly steps: number };
      if (!("step" in told)) return;
      progress.push(told);
      if (told.step === killAt) child.kill("SIGKILL");
    });
    if (code !== 0 && killAt === undefined) throw new Error(`exit code ${code}\n${stderr}`);
    if (killAt !== undefined && !existsSync(join(this.folder, "train.ckpt"))) throw new Error("no checkpoint");
    return progress;
  }
}

async function linesOf(child: ChildProcess, take: (line: string) => void) {
  let [rest, stderr] = ["", ""];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() as string;
    lines.forEach(take);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stderr };
}
