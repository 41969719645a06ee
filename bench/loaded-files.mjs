// Which modules a program loads, as Node sees it: `node --import bench/loaded-files.mjs …` appends the URL of each to the file LOADED_FILES.
import { appendFileSync } from "node:fs";
import * as module from "node:module";
import { isMainThread } from "node:worker_threads";

/** Node's hook, of both its kinds: called on this thread, or on the loader's own where there is no `registerHooks` yet (Node 20). */
export function load(url, context, next) {
  appendFileSync(process.env.LOADED_FILES, `${url}\n`);
  return next(url, context);
}

if (module.registerHooks) module.registerHooks({ load });
else if (isMainThread) module.register(import.meta.url);
