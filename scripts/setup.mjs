// Sets up a clone with Node only: installs the locked packages and builds dist/ from ts/, if either is missing or out of date.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether node_modules has the versions of the lock file. Dates are no help: both npm and git set them arbitrarily. */
function packagesAreLocked() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const { packages: found } = JSON.parse(readFileSync(installed, "utf8"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || found[path]?.version === version,
  );
}

/** The latest modification under `path`; a folder's date changes when files are deleted. */
function newest(path) {
  const stat = statSync(path);
  return Math.max(
    stat.mtimeMs,
    ...(stat.isDirectory() ? readdirSync(path).map((name) => newest(`${path}/${name}`)) : []),
  );
}

function distIsFresh() {
  const stamp = `${root}dist/.build.json`;
  const sources = ["ts", "package.json", "scripts/build-ts.mjs", "scripts/build"];
  return existsSync(stamp) && statSync(stamp).mtimeMs > Math.max(...sources.map((path) => newest(root + path)));
}

function run(command, ...args) {
  // On Windows npm is a script, which needs a shell. Progress goes to stderr, because stdout belongs to the command itself.
  const shell = command === "npm" && process.platform === "win32";
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
    shell,
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

export function setUp() {
  if (!packagesAreLocked()) {
    console.error("Installing the development packages (once) …");
    // No package needs its install script: esbuild and Biome ship their binaries as packages.
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  }
  if (!distIsFresh()) run(process.execPath, "scripts/build-ts.mjs", "--no-types");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
