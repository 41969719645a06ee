// Trains from files that are larger than memory should hold: a text of 1 GB, and a CSV file of 5 million rows, as labeled sequences and as a
// series. Prints the seconds and the peak memory of `rnn-wasm train` for 200 updates.
// usage: node bench/large-data.mjs [text|labeled|series …]     (all; the files are made in a temporary folder, and removed)
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const updates = 200;

/** Writes a file part by part. */
function write(path, parts) {
  const file = openSync(path, "w");
  for (const part of parts) writeSync(file, part);
  closeSync(file);
}

/** Sentences of made-up words, as many as `bytes` hold. */
function* sentences(bytes) {
  const words = ["the", "network", "reads", "a", "long", "text", "in", "blocks", "and", "keeps", "one", "of", "them"];
  let [state, written] = [1, 0];
  while (written < bytes) {
    let part = "";
    for (let i = 0; i < 20_000; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      part += words[(state >> 16) % words.length] + ((state >> 8) % 11 === 0 ? ".\n" : " ");
    }
    written += part.length;
    yield part;
  }
}

/** Rows of six numbers, and a label that follows from them. */
function* rows(count) {
  yield "a,b,c,d,e,f,label\n";
  for (let row = 0; row < count; row += 10_000) {
    let part = "";
    for (let i = row; i < Math.min(count, row + 10_000); i++) {
      const cells = Array.from({ length: 6 }, (_, column) => (10 * Math.sin(i * (column + 1) * 0.37)).toFixed(2));
      part += `${cells},${Number(cells[0]) + Number(cells[5]) > 0 ? "up" : "down"}\n`;
    }
    yield part;
  }
}

const common = ["--max-steps", `${updates}`, "--seed", "1", "--quiet"];
const blocks = (size) => ["--block-size", `${size}`];

/** @type {Record<string, { title: string, parts: () => Iterable<string>, args: (path: string) => string[] }>} */
const cases = {
  text: {
    title: "1 GB of text",
    parts: () => sentences(1e9),
    args: (path) => ["--text", path, ...blocks(4_000_000)],
  },
  labeled: {
    title: "CSV of 5 million rows, a labeled sequence each",
    parts: () => rows(5e6),
    args: (path) => ["--labeled", path, "--label", "label", ...blocks(50_000)],
  },
  series: {
    title: "CSV of 5 million rows, a series",
    parts: () => rows(5e6),
    args: (path) => ["--series", path, "--column", "a", "--column", "b", "--column", "c", "--horizon", "4"],
  },
};

const hook = `data:text/javascript,import { writeFileSync } from "node:fs"; process.on("exit", () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;

const names = process.argv.slice(2);
for (const name of names.length > 0 ? names : Object.keys(cases)) {
  const { title, parts, args } = cases[name];
  const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-large-"));
  try {
    const [path, peak] = [join(folder, "data"), join(folder, "peak")];
    write(path, parts());
    const began = performance.now();
    const command = ["--import", hook, cli, "train", ...args(path), ...common, "-o", join(folder, "model")];
    const { status, stderr } = spawnSync(process.execPath, command, {
      encoding: "utf8",
      env: { ...process.env, PEAK_FILE: peak },
    });
    if (status !== 0) throw new Error(stderr);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const megabytes = Math.round(Number(readFileSync(peak, "utf8")) / 1024);
    console.log(
      `${title} (${Math.round(statSync(path).size / 1e6)} MB): ${updates} updates in ${seconds} s, at most ${megabytes} MB of memory`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
