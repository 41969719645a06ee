/**
 * Weather: what do people call a day, whose measurements and those of the week before it are known? Four years of Seattle out of npm
 * `vega-datasets`: rain, temperatures and wind of each day, and drizzle, fog, rain, snow or sun. The last year is held back. Beside the network
 * stand the most frequent label, and the rule "rain if any fell, or else sun".
 *
 * Run it in a clone: npm run example -- weather
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { train } from "rnn-wasm";

interface Day {
  readonly rain: number;
  readonly warmest: number;
  readonly coldest: number;
  readonly wind: number;
}

const file = join(dirname(createRequire(import.meta.url).resolve("vega-datasets")), "../data/seattle-weather.csv");
const lines = readFileSync(file, "utf8").trim().split(/\r?\n/).slice(1);
const days = lines.map((line) => {
  const [date, rain, warmest, coldest, wind, weather] = line.split(",") as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const measured: Day = { rain: +rain, warmest: +warmest, coldest: +coldest, wind: +wind };
  return { year: date.slice(0, 4), measured, weather };
});

/** A week that ends with the day, and what the day was called. */
const weeks = days.slice(6).map(({ year, weather }, i) => ({
  year,
  week: days.slice(i, i + 7).map(({ measured }) => measured),
  weather,
}));
const data = (part: typeof weeks) => ({
  sequences: part.map(({ week }) => week),
  labels: part.map(({ weather }) => weather),
});
const [toLearn, heldBack] = [weeks.filter(({ year }) => year < "2015"), weeks.filter(({ year }) => year >= "2015")];
console.log(`${toLearn.length} weeks to learn from, ${heldBack.length} held back`);

const model = await train(data(toLearn), { seed: 1 });
const { accuracy, macroF1, perClass, baseline } = await model.evaluate(data(heldBack));
const ruled = heldBack.filter(({ week, weather }) => ((week[6] as Day).rain > 0 ? "rain" : "sun") === weather).length;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
console.log(
  `held-back days right: ${percent(accuracy)} (macro F1 ${macroF1.toFixed(3)}), ${model.training.epochs} epochs`,
);
console.log(
  `always ${baseline.label}: ${percent(baseline.accuracy)}; rain or sun by the day's rain: ${percent(ruled / heldBack.length)}`,
);
if (ruled / heldBack.length > accuracy) console.log("The simple rule is ahead here.");
for (const { label, precision, recall, support } of perClass)
  console.log(`${label.padEnd(8)} precision ${percent(precision)}, recall ${percent(recall)}, ${support} days`);
