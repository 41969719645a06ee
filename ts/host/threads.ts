/**
 * Whether threads can be started here: web workers, or Node's worker threads.
 */
import { builtin } from "./builtin.js";

export const hasThreads = (): boolean => typeof Worker === "function" || builtin("node:worker_threads") !== undefined;
