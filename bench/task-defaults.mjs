// Measures the defaults of classifiers: node bench/task-defaults.mjs [FOLDER] [OPTIONS]
// FOLDER has .ts files of the UCR and UEA archives; the Python package aeon brings some along (aeon/datasets/data). OPTIONS are JSON, beside
// the defaults: '{"weightDecay": 0}'. Without FOLDER only the names are measured; first names need `npm ci --prefix bench`.
import { train } from "../dist/index.js";
import { archived, firstNames, isThere, surnames } from "./task-data.mjs";

const [folder, json = "{}"] = process.argv.slice(2).sort((a, b) => a.startsWith("{") - b.startsWith("{"));
const isFolder = folder !== undefined && !folder.startsWith("{");
const options = JSON.parse(isFolder ? json : (folder ?? "{}"));
const sets = {
  JapaneseVowels: {},
  BasicMotions: { readout: "max" },
  ItalyPowerDemand: {},
};

/** The options of examples/surnames.ts. */
const ofSurnames = { cell: "gru", bidirectional: true, symbolDropout: 0.3 };

async function measure(name, { train: labeled, test }, more) {
  const runs = [];
  for (const seed of [0, 1, 2]) {
    const from = performance.now();
    const model = await train({ labeled }, { seed, ...more, ...options });
    const seconds = (performance.now() - from) / 1000;
    const { accuracy, baseline } = await model.evaluate({ labeled: test });
    runs.push({ accuracy, seconds, baseline: baseline.accuracy });
  }
  runs.sort((a, b) => a.accuracy - b.accuracy);
  const [low, median, high] = runs.map(({ accuracy }) => accuracy.toFixed(3));
  const cells = [name, median, `${low} – ${high}`, runs[1].baseline.toFixed(3), runs[1].seconds.toFixed(1)];
  console.log(`| ${cells.join(" | ")} |`);
}

console.log("| set | median accuracy | range | always the most frequent label | seconds |\n|---|---|---|---|---|");
if (isFolder)
  for (const [name, more] of Object.entries(sets))
    if (isThere(folder, name)) await measure(name, archived(folder, name), more);
const names = firstNames();
if (names) await measure("first names (female, male)", names, {});
await measure("surnames (14 languages)", surnames(), {});
await measure(`surnames with ${JSON.stringify(ofSurnames)}`, surnames(), ofSurnames);
