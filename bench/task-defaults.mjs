// Measures the defaults of classifiers: node bench/task-defaults.mjs [FOLDER] [--set TEXT] [--seeds 3] [--options JSON]
// FOLDER has .ts files of the UCR and UEA archives; the Python package aeon brings some along (aeon/datasets/data). Without FOLDER only the
// names are measured; first names need `npm ci --prefix bench`. --set measures only the sets with this text in their names, and --options
// are set beside the defaults: '{"weightDecay": 0}'.
import { parseArgs } from "node:util";
import { train } from "../dist/index.js";
import { archived, firstNames, isThere, surnames } from "./task-data.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: "string", default: "" },
    seeds: { type: "string", default: "3" },
    options: { type: "string", default: "{}" },
  },
});
const [folder] = positionals;
const options = JSON.parse(values.options);

/** The options of examples/surnames.ts. */
const ofSurnames = { cell: "gru", bidirectional: true, symbolDropout: 0.3 };

async function measure(name, { train: labeled, test }, more = {}) {
  const runs = [];
  for (let seed = 0; seed < Number(values.seeds); seed++) {
    const from = performance.now();
    const model = await train({ labeled }, { seed, ...more, ...options });
    const seconds = (performance.now() - from) / 1000;
    const { accuracy, baseline } = await model.evaluate({ labeled: test });
    runs.push({ accuracy, seconds, baseline: baseline.accuracy });
  }
  runs.sort((a, b) => a.accuracy - b.accuracy);
  const shown = (run) => run.accuracy.toFixed(3);
  const median = runs[Math.floor((runs.length - 1) / 2)];
  const range = `${shown(runs[0])} – ${shown(runs.at(-1))}`;
  const cells = [name, shown(median), range, median.baseline.toFixed(3), median.seconds.toFixed(1)];
  console.log(`| ${cells.join(" | ")} |`);
}

/** Options beside the defaults, by set of the archives. */
const ofArchives = { JapaneseVowels: {}, ItalyPowerDemand: {}, BasicMotions: { readout: "max" } };
const sets = [
  ...Object.entries(ofArchives)
    .filter(([name]) => isThere(folder, name))
    .map(([name, more]) => ({ name, read: () => archived(folder, name), more })),
  { name: "first names (female, male)", read: () => firstNames() },
  { name: "surnames (14 languages)", read: () => surnames() },
  { name: `surnames with ${JSON.stringify(ofSurnames)}`, read: () => surnames(), more: ofSurnames },
];

console.log(
  `| set | median of ${values.seeds} seeds | range | always the most frequent label | seconds |\n|---|---|---|---|---|`,
);
for (const { name, read, more } of sets) {
  if (!name.includes(values.set)) continue;
  const data = read();
  if (data) await measure(name, data, more);
}
