// Measures how many of the values beyond the training are within a forecaster's intervals, in windows that follow one another, each observed
// before the next one. `node scripts/defaults/coverage.mjs [SEEDS]`, after `npm run build:ts -- --no-types`; one thread.
import { train } from "../../dist/index.js";
import { births, normals, passengers, temperatures } from "./series.mjs";

const seeds = Array.from({ length: Number(process.argv[2] ?? 3) }, (_, i) => i + 1);
const levels = [80, 95];

/**
 * Counts of the values after `first` that were within the intervals of each level.
 * @param {{ series: readonly unknown[], first: number, end?: number, numberOf?: (row: any) => number }} what
 * @param options of the training
 */
async function within({ series, first, end = series.length, numberOf = Number }, options) {
  const model = await train({ series: series.slice(0, first) }, options);
  const counts = { 80: 0, 95: 0, of: 0 };
  for (let at = first; at < end; at += options.horizon) {
    const { lower, upper } = model.forecast(options.horizon, { levels });
    const next = series.slice(at, at + options.horizon);
    for (const level of levels)
      counts[level] += next.filter(
        (row, k) => numberOf(lower[level][k]) <= numberOf(row) && numberOf(row) <= numberOf(upper[level][k]),
      ).length;
    counts.of += next.length;
    model.observe(next);
  }
  return counts;
}

const years = [72, 84, 96, 108, 120, 132];
const yearly = (transform) => async (seed) => {
  const options = { season: 12, horizon: 12, transform, seed };
  const found = [];
  for (const first of years) found.push(await within({ series: passengers, first, end: first + 12 }, options));
  return found;
};
const ahead = (what, options) => async (seed) => [await within(what, { ...options, seed })];
const last = (series, count, more) => ({ series, first: series.length - count, ...more });
const logarithm = { season: 12, horizon: 12, transform: "log" };

const cases = {
  "passengers, each of six years after training anew, logarithms": yearly("log"),
  "passengers, each of six years after training anew": yearly("none"),
  "passengers, the last three years, logarithms": ahead(last(passengers, 36), logarithm),
  "passengers, the last two years, logarithms": ahead(last(passengers, 24), logarithm),
  "passengers, the last year, logarithms": ahead(last(passengers, 12), logarithm),
  "births, the last 364 days": ahead(last(births, 364, { numberOf: (row) => row.births ?? row }), {
    season: 7,
    horizon: 28,
    time: "date",
    calendar: ["weekday", "yearday"],
  }),
  "temperatures, the last 364 days": ahead(last(temperatures, 364), { horizon: 14 }),
};

/** Ten series of each kind: 132 rows to train on, 48 after them. */
const kinds = {
  "ten sines with noise": (normal) => (i) => 20 + 8 * Math.sin((2 * Math.PI * i) / 12) + normal(),
  "ten random walks": (normal) => {
    let level = 0;
    return () => (level += normal());
  },
  "ten lines with noise": (normal) => (i) => 20 + i / 2 + normal(),
};
for (const [name, kind] of Object.entries(kinds))
  cases[name] = async (seed) => {
    const found = [];
    for (let i = 0; i < 10; i++) {
      const value = kind(normals(100 * seed + i));
      const series = Array.from({ length: 180 }, (_, row) => value(row));
      found.push(await within({ series, first: 132 }, { season: 12, horizon: 12, seed }));
    }
    return found;
  };

const percent = (share) => `${Math.round(100 * share)}`;
console.log(
  "| Within the intervals | values | 80 %, by seed | 80 % | 95 %, by seed | 95 % |\n|---|---|---|---|---|---|",
);
for (const [name, measure] of Object.entries(cases)) {
  const bySeed = [];
  for (const seed of seeds) bySeed.push(await measure(seed));
  const share = (found, level) =>
    found.reduce((sum, counts) => sum + counts[level], 0) / found.reduce((sum, { of }) => sum + of, 0);
  const cells = levels.map((level) => {
    const each = bySeed.map((found) => share(found, level)).sort((a, b) => a - b);
    return `${percent(each[0])}–${percent(each.at(-1))} % | ${percent(share(bySeed.flat(), level))} %`;
  });
  const values = bySeed.flat().reduce((sum, { of }) => sum + of, 0);
  console.log(`| ${name} | ${values} | ${cells.join(" | ")} |`);
}
