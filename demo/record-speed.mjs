// Measures how fast PyTorch trains the tutorial's model on this machine. The page shows it next to its own speed.
// usage: PYTHON=python3-with-torch node demo/record-speed.mjs     (with nothing else running)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("./", import.meta.url));
const args = ["bench/run.mjs", "--only", "loop", "--peers", "pytorch", "--json"];
const { machine, versions, rows } = JSON.parse(execFileSync("node", args, { cwd: `${here}..`, encoding: "utf8" }));
const [{ row, lines }] = rows;
const measured = lines.filter(({ peer, time }) => peer.startsWith("pytorch/") && time);
// With the number of threads that is fastest.
const [fastest] = measured.toSorted((a, b) => a.time.median - b.time.median);
if (!fastest) throw new Error(`PyTorch was not measured: ${JSON.stringify(lines.map(({ reason }) => reason))}`);

const letters = row.sizes.T * row.sizes.B;
const perSecond = (ms) => Math.round((1000 * letters) / ms);
const { median, low, high } = fastest.time;
const record = {
  version: versions[fastest.peer].replace(/\+.*/, ""),
  cpu: machine.cpu,
  symbolsPerSecond: perSecond(median),
  spread: [perSecond(high), perSecond(low)],
};
writeFileSync(`${here}pytorch-speed.json`, `${JSON.stringify(record, undefined, 2)}\n`);
console.log(record);
