// Installs the users' tools and runtimes of test/packages in the workspace of `npm run check:package`, which does it too if they are missing.
// usage: node scripts/package/install-tools.mjs
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { root } from "../build/paths.mjs";
import { run } from "./run.mjs";

export const source = `${root}test/packages/`;
/** The workspace: one per clone, reused by later runs. */
export const folder = `${tmpdir()}/rnn-wasm-packages-${createHash("sha256").update(root).digest("hex").slice(0, 8)}/`;

/** Installs only when the lock file has changed, because it downloads more than a gigabyte. */
export function installTools() {
  mkdirSync(folder, { recursive: true });
  const lock = readFileSync(`${source}package-lock.json`, "utf8");
  // Written by npm when it is done: an installation that was interrupted is repeated.
  const present = existsSync(`${folder}node_modules/.package-lock.json`) && existsSync(`${folder}package-lock.json`);
  if (present && readFileSync(`${folder}package-lock.json`, "utf8") === lock) return;
  console.log("Installing the users' tools and runtimes (once, more than a gigabyte) …");
  for (const name of ["package.json", "package-lock.json"]) cpSync(source + name, folder + name);
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installTools();
