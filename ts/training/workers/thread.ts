/**
 * A thread for a run: a module worker in browsers, Deno and Bun, a worker thread in Node. Its program is one text that every
 * bundler leaves as it is.
 */

import { unpack } from "../../core/unpack.js";
import { RnnError } from "../../errors/rnn-error.js";
import { builtin } from "../../host/builtin.js";
import type { Port } from "./channel.js";

/** A thread that was started. */
export interface Thread extends Port {
  terminate(): unknown;
  /** Node's: whether it keeps the process alive. */
  ref?(): void;
  unref?(): void;
}

/** What is used of node:worker_threads. */
interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; execArgv: string[] },
  ) => Thread & { on(event: string, listener: (value: never) => void): void };
}

/**
 * @param onMessage called with each message of the thread
 * @param onEnd called when the thread fails or ends by itself
 * @throws RnnError `ERR_NOT_INITIALIZED` where threads cannot be had
 */
export async function startThread(
  onMessage: (message: never) => void,
  onEnd: (error: unknown) => void,
): Promise<Thread> {
  const { default: packed } = await import("packed:worker");
  const source = new TextDecoder().decode(await unpack(await packed));
  const threads = builtin<WorkerThreads>("node:worker_threads");
  // Libraries for browsers may have put Node's own class there, which takes no Blob's address.
  if (typeof Worker === "function" && (Worker as unknown) !== threads?.Worker)
    return startWeb(source, onMessage, onEnd);
  if (!threads) throw new RnnError("ERR_NOT_INITIALIZED", "worker: expected an engine with workers, got none");
  // The flags of the command line are for the program's own thread: they could change what the text is taken for.
  const thread = new threads.Worker(source, { eval: true, execArgv: [] });
  thread.on("message", onMessage);
  thread.on("error", onEnd);
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
  // The event of a thread that a policy forbids has no message.
  worker.onerror = ({ message }) =>
    onEnd(ended(message ?? "a worker that may not start (worker-src blob: in the policy?)"));
  return worker;
}

const ended = (how: string) =>
  new RnnError("ERR_ENGINE_CRASHED", `worker: expected it to live as long as the run, got ${how}`);
