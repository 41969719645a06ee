// Records the modules that a program loads: `node --import bench/loaded-files.mjs …` appends their URLs to the file LOADED_FILES.
import { appendFileSync } from "node:fs";
import * as module from "node:module";
import { isMainThread } from "node:worker_threads";

/** A hook for both of Node's APIs: it runs on this thread, or on the loader's thread if there is no `registerHooks` (Node 20). */
export function load(url, context, next) {
  appendFileSync(process.env.LOADED_FILES, `${url}\n`);
  return next(url, context);
}

if (module.registerHooks) module.registerHooks({ load });
else if (isMainThread) module.register(import.meta.url);
