/**
 * Three series that everybody can check: passengers of airlines (Box and Jenkins, public domain), births a day in the United States
 * (CDC NCHS, CC0), and the temperatures of Seattle (NOAA, public domain). Each is forecast beyond what the model was trained on, and
 * compared with simple rules.
 *
 * Run it in a clone:
 *   npm run example -- forecasts
 */
import { readFileSync } from "node:fs";
import { type Interval, train } from "rnn-wasm";

/** The second column of a file of examples/data/, with the dates of the first. */
function read(file: string): { date: string; value: number }[] {
  const lines = readFileSync(new URL(`data/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return lines.map((line) => {
    const [date = "", value] = line.split(",");
    return { date, value: Number(value) };
  });
}

const meanError = (forecast: readonly number[], actual: readonly number[]): number =>
  forecast.reduce((sum, x, i) => sum + Math.abs(x - (actual[i] as number)), 0) / forecast.length;

/** Mean absolute errors by name, over windows that follow one another, and how often the intervals held. */
class Table {
  readonly #errors = new Map<string, number[]>();
  readonly #within = new Map<number, number[]>();

  /** Adds a forecast with its intervals. */
  addModel(
    { mean, lower, upper }: Interval<readonly number[], 80 | 95>,
    actual: readonly number[],
    name = "the model",
  ): void {
    this.add(name, mean, actual);
    for (const level of [80, 95] as const) {
      const holds = actual.map((x, k) => Number((lower[level][k] as number) <= x && x <= (upper[level][k] as number)));
      this.#within.set(level, [...(this.#within.get(level) ?? []), ...holds]);
    }
  }

  add(name: string, forecast: readonly number[], actual: readonly number[]): void {
    this.#errors.set(name, [...(this.#errors.get(name) ?? []), meanError(forecast, actual)]);
  }

  /** Adds the forecasts of simple rules. */
  addRules(past: readonly number[], actual: readonly number[], season: number): void {
    const steps = actual.map((_, step) => step);
    const [first, last] = [past[0] as number, past.at(-1) as number];
    const slope = (last - first) / (past.length - 1);
    this.add(
      "naive: the last value",
      steps.map(() => last),
      actual,
    );
    this.add(
      "seasonal naive: the last season",
      steps.map((k) => past[past.length - season + (k % season)] as number),
      actual,
    );
    this.add(
      "drift: the line from first to last",
      steps.map((k) => last + slope * (k + 1)),
      actual,
    );
  }

  print(title: string, seconds: number): void {
    console.log(`\n${title}, trained in ${seconds.toFixed(1)} s: mean absolute error`);
    for (const [name, errors] of this.#errors)
      console.log(`  ${name.padEnd(36)} ${(errors.reduce((a, b) => a + b) / errors.length).toFixed(1)}`);
    for (const [level, holds] of this.#within) {
      const share = holds.reduce((a, b) => a + b) / holds.length;
      console.log(`${`  within its ${level} % intervals`.padEnd(39)}${(100 * share).toFixed(0)} %`);
    }
  }
}

const seconds = (since: number): number => (performance.now() - since) / 1000;

{
  const passengers = read("airline-passengers.csv").map(({ value }) => value);
  const [past, actual] = [passengers.slice(0, -12), passengers.slice(-12)];
  const start = performance.now();
  const found: Interval<number[], 80 | 95>[] = [];
  // A short series leaves much to chance: the median of five runs is shown.
  for (const seed of [1, 2, 3, 4, 5]) {
    const model = await train({ series: past }, { season: 12, horizon: 12, transform: "log", seed });
    found.push(model.forecast(12, { levels: [80, 95] }));
  }
  found.sort((a, b) => meanError(a.mean, actual) - meanError(b.mean, actual));
  const table = new Table();
  table.addModel(found[2] as Interval<number[], 80 | 95>, actual, "the model, the median of 5 seeds");
  table.addRules(past, actual, 12);
  table.print("Airline passengers, the last 12 months", seconds(start) / 5);
}

{
  const births = read("births.csv");
  const held = births.length - 364;
  const start = performance.now();
  const options = { season: 7, horizon: 28, time: "date", calendar: ["weekday", "yearday"], seed: 1 } as const;
  const model = await train({ series: births.slice(0, held) }, options);
  const took = seconds(start);
  const table = new Table();
  for (let at = held; at < births.length; at += 28) {
    const next = births.slice(at, at + 28);
    const actual = next.map(({ value }) => value);
    const { mean, lower, upper } = model.forecast(28, { levels: [80, 95] });
    const values = (rows: readonly { value: number }[]) => rows.map(({ value }) => value);
    const bounds = (of: typeof lower) => ({ 80: values(of[80]), 95: values(of[95]) });
    table.addModel({ mean: values(mean), lower: bounds(lower), upper: bounds(upper) }, actual);
    const past = values(births.slice(0, at));
    table.addRules(past, actual, 7);
    table.add(
      "the same weekday a year before",
      actual.map((_, k) => past[past.length - 364 + k] as number),
      actual,
    );
    // The model continues from the true values, without training.
    model.observe(next);
  }
  table.print("Births a day, the last 364 days in 13 windows of 28", took);
}

{
  const days = read("seattle-temperatures.csv").map(({ value }) => value);
  const held = days.length - 364;
  const start = performance.now();
  const model = await train({ series: days.slice(0, held) }, { horizon: 14, seed: 1 });
  const took = seconds(start);
  const table = new Table();
  for (let at = held; at < days.length; at += 14) {
    const actual = days.slice(at, at + 14);
    table.addModel(model.forecast(14, { levels: [80, 95] }), actual);
    table.addRules(days.slice(0, at), actual, 365);
    model.observe(actual);
  }
  table.print("Daily maximum temperatures of Seattle, the last 364 days in 26 windows of 14", took);
}
