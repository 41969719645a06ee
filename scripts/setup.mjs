// Sets a clone up with Node alone, and does nothing where nothing is missing: the locked packages, then dist/ from ts/.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether node_modules holds the versions of the lock file. Dates say nothing: npm and git both write them as they like. */
function packagesAreLocked() {
  const installed = `${root}node_modules/.package-lock.json`;
  if (!existsSync(installed)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8"));
  const { packages: found } = JSON.parse(readFileSync(installed, "utf8"));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || found[path]?.version === version,
  );
}

/** The latest date of anything under `path`; a folder's own tells of files that are gone. */
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
  // npm is a script on Windows, which only a shell can start. What is printed is progress: stdout is left to the command itself.
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
    // No package here needs its install script: esbuild and Biome come as binaries of their own packages.
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
  }
  if (!distIsFresh()) run(process.execPath, "scripts/build-ts.mjs", "--no-types");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
