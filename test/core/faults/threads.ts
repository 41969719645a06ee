/** The threads that runs are given, got hold of from outside: ended, or given a core that traps. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Threads from "node:worker_threads";
import { onTestFinished } from "vitest";

const threads = createRequire(import.meta.url)("node:worker_threads") as { Worker: typeof Threads.Worker };

/** The threads that are started from now on until the test is over. @param prelude is run in each before its program */
export function watchThreads(prelude = ""): Threads.Worker[] {
  const { Worker } = threads;
  const started: Threads.Worker[] = [];
  threads.Worker = class extends Worker {
    constructor(source: string, options: Threads.WorkerOptions) {
      super(prelude + source, options);
      started.push(this);
    }
  };
  onTestFinished(() => {
    threads.Worker = Worker;
  });
  return started;
}

/** What the wasm calls a method of the core: the build gives its exports short names, which the glue knows. */
function exportOf(method: string): string {
  const glue = readFileSync(new URL("../../../ts/core/generated/glue.js", import.meta.url), "utf8");
  const call = new RegExp(`^  ${method}\\([^]*?wasm\\.(\\w+)\\((?:retptr, )?this\\.`, "m").exec(glue);
  if (!call) throw new Error(`no ${method} in the glue`);
  return call[1] as string;
}

/**
 * A program after which each instance of the core traps at the end of the `call`th call of `train`: its updates are made, and nothing of it
 * can be trusted any more. Once.
 */
export const trapAtTrain = (call: number): string => `{
  const Real = WebAssembly.Instance;
  WebAssembly.Instance = function (module, imports) {
    const { exports } = new Real(module, imports);
    let calls = 0;
    const train = (...values) => {
      exports.${exportOf("train")}(...values);
      if (++calls === ${call}) exports.${exportOf("num_parameters")}(0xfffffff0);
    };
    return { exports: { ...exports, ${exportOf("train")}: train } };
  };
};
`;
