// Compares with another commit: checks it out into a separate folder, builds it, and measures its peers in the same run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { summarizeRatios } from "./statistics.mjs";
import { digits, spread } from "./table.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const git = (...args) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

/**
 * @typedef {object} Revision
 * @property {string} name the prefix of its peers' names
 * @property {import("./peers.mjs").PeerDescription[]} peers its counterparts of the given peers
 * @property {Set<string>} rows the rows of its bench
 * @property {() => void} remove
 */

/**
 * @param {string} commit any name that git resolves
 * @param {readonly import("./peers.mjs").PeerDescription[]} ours the peers of this commit to compare
 * @returns {Promise<Revision>} rejects if there is no such commit
 */
export async function checkOut(commit, ours) {
  const hash = hashOf(commit);
  const folder = join(mkdtempSync(join(tmpdir(), "rnn-wasm-compare-")), hash);
  git("worktree", "add", "--detach", folder, hash);
  const remove = () => {
    git("worktree", "remove", "--force", folder);
    rmSync(join(folder, ".."), { recursive: true, force: true });
  };
  try {
    // The wasm is committed, so the build needs only the packages of this clone.
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
    const build = [join(folder, "scripts/build-ts.mjs"), "--no-types"];
    execFileSync(process.execPath, build, { cwd: folder, stdio: ["ignore", 2, 2] });
    const bench = (file) => import(pathToFileURL(join(folder, "bench", file)).href);
    const [theirs, { rows }] = await Promise.all([bench("peers.mjs"), bench("rows.mjs")]);
    const peers = ours.flatMap(({ name, peak }) => {
      const same = theirs.peers.find((peer) => peer.name === name);
      return same ? [{ ...same, name: counterpart(hash, name), peak }] : [];
    });
    return { name: hash, peers, rows: new Set(rows.map(({ name }) => name)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function hashOf(commit) {
  try {
    return git("rev-parse", "--verify", "--quiet", "--short", "--end-of-options", `${commit}^{commit}`);
  } catch (cause) {
    throw new Error(`--compare: expected a commit of this repository, got ${commit}`, { cause });
  }
}

const counterpart = (revision, name) => name.replace(/^rnn-wasm\//, `${revision}/`);

/**
 * The ratios of this commit's times to the other's, by row and build.
 * @param {readonly { row: import("./rows.mjs").Row, lines: readonly import("./report.mjs").Line[] }[]} report
 * @param {{ name: string, peers: readonly { name: string }[] }} revision
 * @param {string} processor
 * @returns {string}
 */
export function comparisonOf(report, { name, peers }, processor) {
  const measured = (lines, peer) => lines.find((line) => line.peer === peer && line.reason === undefined);
  const lines = report.flatMap(({ row, lines }) =>
    peers.flatMap(({ name: theirName }) => {
      const ourName = theirName.replace(`${name}/`, "rnn-wasm/");
      const [now, before] = [measured(lines, ourName), measured(lines, theirName)];
      if (!now || !before) return [];
      const { median, low, high } = summarizeRatios(now.samples, before.samples);
      const [[time], [timeBefore]] = [spread(now.time, now.unit), spread(before.time, before.unit)];
      return [[row.name, ourName, time, timeBefore, digits(median), `[${digits(low)} – ${digits(high)}]`]];
    }),
  );
  const heads = ["", "", "now", name, `now ÷ ${name}`, ""];
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)));
  const padded = (line) => line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
  const table = [heads, ...lines].map((line) => padded(line).join("  ").trimEnd());
  return [`This commit beside ${name}, in the same rounds, on ${processor}`, ...table].join("\n");
}
