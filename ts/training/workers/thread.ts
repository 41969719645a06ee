/**
 * Starts a thread: a module worker in browsers, Deno and Bun, a worker thread in Node. Its program is a string, which bundlers leave
 * unchanged.
 */

import { unpack } from "../../core/unpack.js";
import { RnnError } from "../../errors/rnn-error.js";
import { builtin } from "../../host/builtin.js";
import type { Port } from "./channel.js";

/** A running thread. */
export interface Thread extends Port {
  terminate(): unknown;
  /** In Node: whether it keeps the process alive. */
  ref?(): void;
  unref?(): void;
}

/** The part of node:worker_threads that is used here. */
interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; execArgv: string[] },
  ) => Thread & { on(event: string, listener: (value: never) => void): void };
}

/**
 * @param onMessage called with each message of the thread
 * @param onEnd called when the thread fails or exits unexpectedly
 * @throws RnnError `ERR_NOT_INITIALIZED` if threads are not available
 */
export async function startThread(
  onMessage: (message: never) => void,
  onEnd: (error: unknown) => void,
): Promise<Thread> {
  const { default: packed } = await import("packed:worker");
  const source = new TextDecoder().decode(await unpack(packed));
  const threads = builtin<WorkerThreads>("node:worker_threads");
  // Browser shims may define the global Worker as Node's class, which does not accept Blob URLs.
  if (typeof Worker === "function" && (Worker as unknown) !== threads?.Worker)
    return startWeb(source, onMessage, onEnd);
  if (!threads)
    throw new RnnError(
      "ERR_NOT_INITIALIZED",
      "worker: expected an engine with workers, got none (leave out `worker` and `workers` here)",
    );
  // Without the flags of the process, which could change how the program text is interpreted.
  const thread = new threads.Worker(source, { eval: true, execArgv: [] });
  thread.on("message", onMessage);
  // Also if its memory does not suffice.
  thread.on("error", (error: Error) => onEnd(ended(error.message, error)));
  thread.on("exit", (code) => onEnd(ended(`exit code ${code}`)));
  return thread;
}

function startWeb(source: string, onMessage: (message: never) => void, onEnd: (error: unknown) => void): Thread {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => {
    URL.revokeObjectURL(url);
    onMessage(data as never);
  };
  // If a policy forbids the thread, the event has no message.
  worker.onerror = ({ message }) =>
    onEnd(ended(message ?? "a worker that may not start (worker-src blob: in the policy?)"));
  return worker;
}

const ended = (how: string, cause?: unknown) =>
  new RnnError("ERR_ENGINE_CRASHED", `worker: expected it to live as long as the run, got ${how}`, { cause });
