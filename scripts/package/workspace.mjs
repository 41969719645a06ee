// The folder in which the package is installed as by a user, with the tools and runtimes of test/packages. It is outside the clone, so
// that the clone's configuration and packages have no effect.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { root } from "../build/paths.mjs";
import { run } from "./run.mjs";

const source = `${root}test/packages/`;
/** One per clone, reused by later runs. */
const folder = `${tmpdir()}/rnn-wasm-packages-${createHash("sha256").update(root).digest("hex").slice(0, 8)}/`;

/**
 * @typedef {object} Workspace
 * @property {string} folder ends with a slash; fixtures are in its `fixtures/`, packages in its `node_modules/`
 * @property {string} tarball the file that `npm pack` created
 */

/** @returns {Workspace} */
export function makeWorkspace() {
  mkdirSync(folder, { recursive: true });
  installTools();
  rmSync(`${folder}fixtures`, { recursive: true, force: true });
  cpSync(`${source}fixtures`, `${folder}fixtures`, { recursive: true });

  for (const name of readdirSync(folder)) if (name.endsWith(".tgz")) rmSync(folder + name);
  const [{ filename }] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: root }),
  );
  const tarball = folder + filename;
  run("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", tarball], {
    cwd: folder,
  });
  return { folder, tarball };
}

/** Installs only when the lock file has changed, because it downloads more than a gigabyte. */
function installTools() {
  const lock = readFileSync(`${source}package-lock.json`, "utf8");
  const present = existsSync(`${folder}node_modules`) && existsSync(`${folder}package-lock.json`);
  if (present && readFileSync(`${folder}package-lock.json`, "utf8") === lock) return;
  console.log("Installing the users' tools and runtimes (once, more than a gigabyte) …");
  for (const name of ["package.json", "package-lock.json"]) cpSync(source + name, folder + name);
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
}
