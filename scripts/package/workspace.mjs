// The folder in which the package is installed as by a user, with the tools and runtimes of test/packages. It is outside the clone, so
// that the clone's configuration and packages have no effect.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { root } from "../build/paths.mjs";
import { folder, installTools, source } from "./install-tools.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {object} Workspace
 * @property {string} folder ends with a slash; fixtures are in its `fixtures/`, packages in its `node_modules/`
 * @property {string} tarball the file that `npm pack` created
 */

/** @returns {Workspace} */
export function makeWorkspace() {
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
