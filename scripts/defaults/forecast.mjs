// Measures the defaults of forecasters: mean absolute errors beyond the training data, for variations of one option, on real and made
// series. `node scripts/defaults/forecast.mjs [SEEDS]`, after `npm run build:ts -- --no-types`; one thread.
import { train } from "../../dist/index.js";
import { births, normals, passengers, temperatures } from "./series.mjs";

const seeds = Array.from({ length: Number(process.argv[2] ?? 5) }, (_, i) => i + 1);
const meanError = (found, actual) => found.reduce((sum, x, i) => sum + Math.abs(x - actual[i]), 0) / found.length;

const normal = normals(7);
const made = (count, value) => Array.from({ length: count }, (_, i) => value(i));
let level = 0;
const series = {
  trend: made(168, (i) => 20 + i / 2 + normal()),
  season: made(168, (i) => 20 + 8 * Math.sin((2 * Math.PI * i) / 12) + normal()),
  "trend and season": made(168, (i) => 20 + i / 2 + 8 * Math.sin((2 * Math.PI * i) / 12) + normal()),
  "random walk": made(168, () => (level += normal())),
  noise: made(168, normal),
  steps: made(168, (i) => 10 * Math.floor(i / 40) + normal()),
};

/** The end of a series in windows, each forecast from all rows before it. */
async function ahead(data, options, held, valuesOf = (rows) => rows) {
  const first = data.length - held;
  const model = await train({ series: data.slice(0, first) }, options);
  let sum = 0;
  for (let at = first; at < data.length; at += options.horizon) {
    const next = data.slice(at, at + options.horizon);
    sum += meanError(valuesOf(model.forecast(options.horizon)), valuesOf(next));
    model.observe(next);
  }
  return sum / (held / options.horizon);
}

const air = (held) => async (more) => {
  const model = await train(
    { series: passengers.slice(0, -held) },
    { season: 12, horizon: 12, transform: "log", ...more },
  );
  return meanError(model.forecast(held), passengers.slice(-held));
};
const cases = {
  "airline 12": air(12),
  "airline 24": air(24),
  "airline 36": air(36),
  births: (more) => {
    const calendar = ["weekday", "yearday"];
    const options = { season: 7, horizon: 28, time: "date", calendar, ...more };
    return ahead(births, options, 364, (rows) => rows.map((row) => row.births));
  },
  seattle: (more) => ahead(temperatures, { horizon: 14, ...more }, 364),
  ...Object.fromEntries(
    Object.entries(series).map(([name, data]) => [
      name,
      (more) => ahead(data, { season: 12, horizon: 12, ...more }, 24),
    ]),
  ),
};

const variations = [
  {},
  { lr: 0.003 },
  { batchSize: 8 },
  { batchSize: 64 },
  { hiddenSize: 16 },
  { hiddenSize: 64 },
  { cell: "gru" },
  { patience: 20, epochs: 300 },
  { lags: [] },
  { difference: "none" },
  { difference: "first" },
  { difference: "season" },
];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

console.log(`| Median of ${seeds.length} seeds | ${Object.keys(cases).join(" | ")} |`);
console.log(`|---|${"---|".repeat(Object.keys(cases).length)}`);
for (const variation of variations) {
  const cells = [];
  for (const [name, measure] of Object.entries(cases)) {
    const needsSeason = variation.difference === "season" && name === "seattle";
    const found = [];
    for (const seed of needsSeason ? [] : seeds) found.push(await measure({ ...variation, seed }));
    cells.push(found.length === 0 ? "–" : Number(median(found).toPrecision(3)));
  }
  console.log(
    `| ${Object.keys(variation).length === 0 ? "the defaults" : JSON.stringify(variation)} | ${cells.join(" | ")} |`,
  );
}
