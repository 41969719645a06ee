// The folder in which the package is installed as a user would: .cache/packages, with the tools and runtimes of test/packages.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { root } from "../build/paths.mjs";
import { run } from "./run.mjs";

const source = `${root}test/packages/`;
const folder = `${root}.cache/packages/`;

/**
 * @typedef {object} Workspace
 * @property {string} folder ends with a slash; fixtures are in its `fixtures/`, packages in its `node_modules/`
 * @property {string} tarball what `npm pack` made
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

/** Only when the lock file changed: they are more than a gigabyte. */
function installTools() {
  const lock = readFileSync(`${source}package-lock.json`, "utf8");
  const present = existsSync(`${folder}node_modules`) && existsSync(`${folder}package-lock.json`);
  if (present && readFileSync(`${folder}package-lock.json`, "utf8") === lock) return;
  console.log("Installing the users' tools and runtimes (once, more than a gigabyte) …");
  for (const name of ["package.json", "package-lock.json"]) cpSync(source + name, folder + name);
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
}
