// The peers: how to start their processes, on how many cores, and how to install their packages.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} PeerDescription
 * @property {string} name group and member, as `--peers` takes them
 * @property {readonly string[]} command
 * @property {number} cores the number of cores that it may use
 * @property {Record<string, string>} [env]
 * @property {string} [peak] the peer that measures its peak speed
 * @property {readonly string[]} [packages] of bench/package.json
 */

const folder = fileURLToPath(new URL("peers/", import.meta.url));
const python = process.env.PYTHON || "python3";

/** Node 20 needs a flag for relaxed SIMD, which later versions reject. */
const relaxedFlags = Number(process.versions.node.split(".")[0]) < 22 ? ["--experimental-wasm-relaxed-simd"] : [];
/** Node's flags for a build. @type {Record<"simd128" | "relaxed", string[]>} */
export const flagsOf = { simd128: [], relaxed: relaxedFlags };

/** @returns {PeerDescription} */
const node = (name, file, args = [], more = {}) => ({
  name,
  command: [process.execPath, ...(more.flags ?? []), folder + file, ...args],
  cores: 1,
  ...more,
});

/** @returns {PeerDescription} */
const ours = (name, file, variant, more = {}) =>
  node(name, file, [variant, ...(more.args ?? [])], { peak: `peak/${variant}`, flags: flagsOf[variant], ...more });

/** @returns {PeerDescription} */
const pytorch = (threads) => ({
  name: `pytorch/${threads}`,
  command: [python, `${folder}pytorch.py`, String(threads)],
  env: { OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  cores: threads,
});

const tfjs = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"];

/** In the order of the table. @type {readonly PeerDescription[]} */
export const peers = [
  ours("rnn-wasm/simd128", "rnn-wasm.mjs", "simd128"),
  ours("rnn-wasm/relaxed", "rnn-wasm.mjs", "relaxed"),
  ours("rnn-wasm/core", "core.mjs", "relaxed"),
  ours("rnn-wasm/nn", "nn.mjs", "relaxed"),
  ours("rnn-wasm/workers-2", "rnn-wasm.mjs", "relaxed", { args: ["2"], cores: 2, peak: undefined }),
  pytorch(1),
  pytorch(2),
  node("tfjs/cpu", "tfjs.mjs", ["cpu"], { packages: [...tfjs, "@tensorflow/tfjs-backend-cpu"] }),
  node("tfjs/wasm", "tfjs.mjs", ["wasm"], {
    packages: [...tfjs, "@tensorflow/tfjs-backend-wasm"],
    peak: "peak/simd128",
  }),
  node("brain.js", "brain.mjs", [], { packages: ["brain.js"] }),
  node("jax-js", "jax.mjs", [], { packages: ["@jax-js/jax"], peak: "peak/simd128" }),
  ours("peak/simd128", "peak.mjs", "simd128", { peak: undefined }),
  ours("peak/relaxed", "peak.mjs", "relaxed", { peak: undefined }),
];

/** The peers of these names, and the peers that measure their peak speed. */
export const withPeaks = (names) =>
  peers.filter(
    ({ name }) => names.includes(name) || peers.some((peer) => names.includes(peer.name) && peer.peak === name),
  );

/** The peers with which others are compared. */
export const baselines = ["rnn-wasm/simd128", "rnn-wasm/relaxed"];

/** The peer's command, pinned to the last of the cores that this process may use. Peers share these cores, since they take turns. */
export function pinned({ command, cores }) {
  const allowed = allowedCores();
  return allowed ? ["taskset", "-c", allowed.slice(-cores).join(","), ...command] : command;
}

/** @returns {number[] | undefined} undefined if processes cannot be pinned: no taskset, no /proc */
function allowedCores() {
  try {
    execFileSync("taskset", ["-V"], { stdio: "ignore" });
    const [, list] = readFileSync("/proc/self/status", "utf8").match(/^Cpus_allowed_list:\s*(\S+)/m);
    return list.split(",").flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return undefined;
  }
}

/**
 * Checks whether a peer can start.
 * @param {PeerDescription} peer
 * @returns {{ version?: string } | { cannot: string }}
 */
export function availability({ name, packages, cores }) {
  if (cores > cpus().length) return { cannot: `needs ${cores} cores` };
  if (name.startsWith("pytorch/")) return pytorchVersion();
  if (!packages)
    return { version: JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version };
  return installed() ? { version: wanted[packages[0]] } : { cannot: "its packages could not be installed" };
}

function pytorchVersion() {
  try {
    const program = "import torch; print(torch.__version__)";
    return {
      version: execFileSync(python, ["-c", program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim(),
    };
  } catch {
    return { cannot: `\`${python} -c "import torch"\` fails; PYTHON names another Python` };
  }
}

const { dependencies: wanted } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

let installedNow;
/** Installs the packages of bench/package.json if they are missing; returns whether they are there. */
function installed() {
  installedNow ??= holdsAll() || (install() && holdsAll());
  return installedNow;
}

function holdsAll() {
  return Object.entries(wanted).every(([name, version]) => {
    const manifest = new URL(`node_modules/${name}/package.json`, import.meta.url);
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version;
  });
}

/** Without install scripts, one of which would compile an unused WebGL for Node. */
function install() {
  console.error("Installing the packages to compare with, in bench/node_modules (once) …");
  const options = { cwd: new URL("./", import.meta.url), stdio: ["ignore", 2, 2], shell: process.platform === "win32" };
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], options);
    return true;
  } catch {
    return false;
  }
}
