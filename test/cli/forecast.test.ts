/** Forecasts on the command line: CSV in and out, dates, bounds, drawings, backtests in words, limits. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { likelySeason } from "../../ts/cli/ui/likely-season.js";
import { cli } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "forecast-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const ok = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await cli(args);
  expect(code, stderr).toBe(0);
  return stdout;
};
const month = (i: number) => `${2010 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, "0")}`;
const sales = (i: number) => 100 + i + (i % 12) * (11 - (i % 12));
const rows = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");
const model = join(folder, "m");

beforeAll(async () => {
  const file = write("sales.csv", `month,sales\r\n${rows(96, (i) => `${month(i)},${sales(i)}`)}\r\n`);
  const options = ["--target", "sales", "--season", "12", "--horizon", "12", "--hidden-size", "4", "--max-steps", "30"];
  await ok("train", "--series", file, ...options, "--seed", "1", "--quiet", "-o", model);
});

test("dates go on, and levels are columns", async () => {
  const [header, first, second] = (await ok("forecast", "-m", model, "-n", "2", "--levels", "80,95")).split("\n");
  expect(header).toBe("month,sales,sales_lower_80,sales_upper_80,sales_lower_95,sales_upper_95");
  expect([first?.split(",")[0], second?.split(",")[0]]).toEqual(["2018-01", "2018-02"]);
  const json = JSON.parse(await ok("forecast", "-m", model, "-n", "2", "--levels", "80%", "--json"));
  expect(json.times).toEqual(["2018-01", "2018-02"]);
  expect(json.upper[80].sales).toHaveLength(2);
});

test("semicolons or bars with decimal commas, as spreadsheets and databases write them", async () => {
  const line = (i: number) => `${month(i)};${sales(i)},5\r\n`;
  const other = write("sheet.csv", `\ufeffmonth;sales\r\n${Array.from({ length: 40 }, (_, i) => line(i)).join("")}`);
  const same = write("same.csv", `month,sales\n${rows(40, (i) => `${month(i)},${sales(i)}.5`)}\n`);
  const found = await ok("forecast", "-m", model, "-n", "1", "--history", other);
  expect(found).toBe(await ok("forecast", "-m", model, "-n", "1", "--history", same));
  const barred = write("barred.csv", readFileSync(other, "utf8").replaceAll(";", "|"));
  expect(await ok("forecast", "-m", model, "-n", "1", "--history", barred)).toBe(found);
  const grouped = write("grouped.csv", 'month,sales\n2010-01,"1,100"\n');
  expect((await cli(["train", "--series", grouped, "-o", join(folder, "x")])).stderr).toMatch(/a number, got "1,100"/);
  const headless = write(
    "headless.csv",
    rows(40, (i) => `${month(i)},${sales(i)}`),
  );
  expect((await cli(["train", "--series", headless, "-o", join(folder, "x")])).stderr).toMatch(
    /line 1: expected a header with the names of the columns, got "2010-01"/,
  );
});

const quick = ["--horizon", "2", "--max-steps", "2", "--hidden-size", "2", "--seed", "1", "--quiet"];

test.each<[string, string, (i: number) => string, string, string]>([
  ["years", "year,value", (i) => String(1950 + i), "2010", "year"],
  ["Unix seconds", "timestamp,value", (i) => String(1_700_000_000 + 3600 * i), "1700216000", "timestamp"],
  ["months as parts of years", "Time,value", (i) => (1949 + i / 12).toFixed(4), "1954.000034", "Time"],
  ["decimal commas", "t;value", (i) => `${Math.floor(i / 2)},${i % 2 ? "5" : "0"}`, "30", "t"],
  ["a count without a name", ",value", String, "60", ""],
])("the times of a first column: %s", async (name, header, time, next, column) => {
  const path = join(folder, `timed-${name}`);
  const file = write(
    "timed.csv",
    `${header}\n${rows(60, (i) => `${time(i)}${header.includes(";") ? ";" : ","}${(i * i) % 7}`)}\n`,
  );
  const { stderr } = await cli(["train", "--series", file, ...quick, "-o", path]);
  expect(stderr).toContain(`Read as times or counts of rows: "${column}"`);
  const printed = await ok("forecast", "-m", path, "-n", "1");
  expect(printed).toMatch(new RegExp(`^${column},value\n${next},[-.0-9]+\n$`));
  expect(await ok("forecast", "-m", path, "-n", "1", "--history", file)).toBe(printed);
  expect(await ok("backtest", "-m", path)).not.toContain("NaN");
});

test("columns that only count rows are no values, beside dates too, unless options name them", async () => {
  const path = join(folder, "counted");
  const indexed = write(
    "indexed.csv",
    `,Unnamed: 0,month,sales\n${rows(40, (i) => `${i},${i},${month(i)},${i % 7}`)}\n`,
  );
  await ok("train", "--series", indexed, ...quick, "-o", path);
  expect((await ok("forecast", "-m", path, "-n", "1")).split(",")[0]).toBe("month");
  const years = write("years.csv", `year,value\n${rows(40, (i) => `${1950 + i},${i % 7}`)}\n`);
  const columnsWith = async (file: string, ...options: string[]) => {
    await ok("train", "--series", file, ...quick, ...options, "-o", path);
    return (await ok("forecast", "-m", path, "-n", "1")).split("\n")[0];
  };
  expect(await columnsWith(years, "--column", "value")).toBe("value");
  expect(await columnsWith(years, "--target", "year")).toBe("year");
  expect(await columnsWith(years, "--column", "value", "--time", "year")).toBe("year,value");
  // Rows were left out, which is no gap in time.
  expect(await columnsWith(write("some.csv", `id,value\n${rows(40, (i) => `${i * i},${i % 7}`)}\n`))).toBe("value");
  const repeated = write("repeated.csv", `month,value\n${rows(40, (i) => `${1 + (i % 12)},${i % 7}`)}\n`);
  expect(await columnsWith(repeated)).toBe("month,value");
  expect(await columnsWith(write("index.csv", `index\n${rows(40, (i) => String(i * i))}\n`))).toBe("index");
});

test("another history, and a drawing", async () => {
  const other = write("other.csv", `month,sales\n${rows(60, (i) => `${month(i)},${sales(i) + 500}`)}\n`);
  const [, line] = (await ok("forecast", "-m", model, "-n", "1", "--history", other)).split("\n");
  expect(line).toMatch(/^2015-01,6\d\d/);
  const drawing = await ok("forecast", "-m", model, "--plot");
  expect(drawing).toMatch(/sales: • history, o forecast, ░ 80 % interval/);
  expect(drawing.split("\n").length).toBeGreaterThan(12);
});

test("columns that are known ahead", async () => {
  const file = write("shop.csv", `sales,promo\n${rows(60, (i) => `${(3 * i) % 7},${i % 3}`)}\n`);
  const path = join(folder, "shop");
  await ok("train", "--series", file, "--known", "promo", "--max-steps", "2", "--horizon", "2", "--quiet", "-o", path);
  const future = write("future.csv", "promo\n1\n2\n");
  expect((await ok("forecast", "-m", path, "-n", "2", "--future", future)).split("\n")[0]).toBe("sales");
  const { code, stderr } = await cli(["forecast", "-m", path, "-n", "2"]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/future: expected 2 rows of what is known ahead: "promo"/)]);
  const dated = write("dated.csv", `month,sales,promo\n${rows(60, (i) => `${month(i)},${(3 * i) % 7},${i % 3}`)}\n`);
  await ok("train", "--series", dated, "--known", "promo", "--max-steps", "2", "--horizon", "2", "-o", path);
  const next = write("next.csv", `promo,month\n1,${month(60)}\n2,${month(61)}\n`);
  const undated = await ok("forecast", "-m", path, "-n", "2", "--future", future);
  expect(await ok("forecast", "-m", path, "-n", "2", "--future", next)).toBe(undated);
  const late = write("late.csv", `promo,month\n1,${month(61)}\n2,${month(62)}\n`);
  const refused = (await cli(["forecast", "-m", path, "-n", "2", "--future", late])).stderr;
  expect(refused).toMatch(/late\.csv, line 2, column month: expected "2015-01", a month after .*, got "2015-02"/);
});

test.each<[string, string, readonly string[], RegExp]>([
  ["a separator at the end of each line", `a,\n${rows(40, (i) => `${i % 7},`)}\n`, [], /^Saved/m],
  ["a blank cell", `a,b\n${rows(40, (i) => `${i % 7},${i === 3 ? "" : 1}`)}\n`, [], /line 5, column b: .*a blank cell/],
  [
    "NA for a number",
    `a,b\n${rows(40, (i) => `${i % 7},${i === 3 ? "NA" : 1}`)}\n`,
    [],
    /line 5, column b: .*as NA \(--m/,
  ],
  ["gaps", `a\n${rows(40, (i) => ["NA", "nan", "null", "N/A"][i - 9] ?? `${i}`)}\n`, ["--missing", "carry"], /^Saved/m],
  ["a column of text", `a,b\n${rows(40, (i) => `${i % 7},x`)}\n`, [], /column b: .*got "x" \(--column names/],
  ["JSON rows", `[{"a":1,"b":2},{"a":1,"b":2}]`, [], /line 1: expected comma-separated values with a header, got JSON/],
  ["JSON numbers", "[1.5,2,1.5]", [], /got JSON/],
  ["a name in brackets", `[1],b\n${rows(40, (i) => `${i % 7},2`)}\n`, [], /^Saved/m],
  ["a column with a blank", `my a\n${rows(40, (i) => `${i}x`)}\n`, [], /line 2, column my a: .* "0x"/],
  ["a cell without an end", `a\n${"x".repeat(1e6)}\n`, [], /line 2, column a: expected a number, got "x{40}…"\n$/],
  ["another target", `sales\n${rows(40, String)}\n`, ["--target", "sale"], /^rnn-wasm train: targets?\[0\]: .*"sales"/],
  ["rates that diverge", `a\n${rows(40, (i) => String(i % 7))}\n`, ["--lr", "1e30"], /train: loss: expected finite/],
])("%s in a file", async (name, content, more, said) => {
  const options = ["--horizon", "2", "--max-steps", "2", "--hidden-size", "2", "--loss", "mse", "--quiet"];
  const { stderr } = await cli([
    "train",
    "--series",
    write(name, content),
    ...options,
    ...more,
    "-o",
    join(folder, "z"),
  ]);
  expect(stderr).toMatch(said);
});

test("a backtest is a table, and says in words that a rule is better", async () => {
  expect(await ok("backtest", "-m", model)).toMatch(/seasonal naive: the last season again +\d/);
  const file = write("wild.csv", `value\n${rows(80, (i) => String((i * i * 7) % 31))}\n`);
  const path = join(folder, "walk");
  const untrained = ["--difference", "first", "--max-steps", "0", "--horizon", "3", "--seed", "1", "--quiet"];
  await ok("train", "--series", file, ...untrained, "-o", path);
  expect(await ok("backtest", "-m", path)).toMatch(
    /A simple rule does better than this model \(mean: the mean of all values\): its mean absolute error is/,
  );
  expect(JSON.parse(await ok("backtest", "-m", path, "--json")).skill).toBeLessThanOrEqual(0);
  let [state, level] = [5, 0];
  const walk = rows(240, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    level += state / 2 ** 31 - 0.5;
    return level.toFixed(3);
  });
  const quick = ["--hidden-size", "2", "--horizon", "5", "--validation", "40", "--seed", "1", "--quiet"];
  await ok("train", "--series", write("walk.csv", `value\n${walk}\n`), ...quick, "-o", path);
  expect(await ok("backtest", "-m", path)).toMatch(/do not show that the network is better than a simple rule/);
  expect(await ok("eval", "-m", path, "--series", file)).toMatch(
    /Another simple rule does better than this model \(mean/,
  );
});

test("a season that was not given is named wherever errors or forecasts are, and so are too few rows", async () => {
  const weekly = (i: number) => String((i % 7 > 4 ? 90 : 40) + ((i * i * 7) % 11));
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const file = write("visits.csv", `date,visits\n${rows(63, (i) => `${day(i)},${weekly(i)}`)}\n`);
  const path = join(folder, "visits");
  const trainWith = async (...season: string[]) => {
    const options = ["--horizon", "2", "--max-steps", "2", "--hidden-size", "2", "--seed", "1", ...season, "-o", path];
    return (await cli(["train", "--series", file, ...options])).stderr;
  };
  const hint = "seasonal rule was not compared. The series seems to repeat every 7 rows: try --season 7.";
  const few = "The series has only 63 rows: below 100 rows, a simple rule is often as good as a network.";
  expect(await trainWith()).toContain(hint);
  const printed = await ok("backtest", "-m", path);
  expect(printed).toContain(hint);
  expect(printed).toContain(few);
  expect((await cli(["forecast", "-m", path])).stderr).toContain(hint);
  const withSeason = await trainWith("--season", "7");
  expect(withSeason).not.toContain("--season");
  expect(withSeason).toContain("below 100 rows or 5 seasons");
});

test.each([
  ["a week, by the dates of its rows", 7, 86_400_000, (i: number, z: () => number) => (i % 7 > 4 ? 20 : 0) + 6 * z()],
  ["a week", 7, undefined, (i: number, z: () => number) => (i % 7 > 4 ? 20 : 0) + 6 * z()],
  [
    "a year on a line",
    12,
    undefined,
    (i: number, z: () => number) => 2 * i + 20 * Math.sin((Math.PI * i) / 6) + 6 * z(),
  ],
  [
    "a year of days, though days beside it are as alike",
    365,
    86_400_000,
    (i: number, z: () => number) => 10 * Math.sin((2 * Math.PI * i) / 365) + 3 * z(),
  ],
  ["nothing, of a line", undefined, 86_400_000, (i: number) => 0.1 * i],
  ["nothing, of noise", undefined, 86_400_000, (_: number, z: () => number) => z()],
  ["nothing, of a curve", undefined, undefined, (i: number, z: () => number) => 0.01 * i * i + z()],
])("the season of a series is %s", (_, season, spacing, value) => {
  let state = 5;
  const draw = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return 2 * (state / 2 ** 31) - 1;
  };
  for (let round = 0; round < 5; round++) {
    const series = Array.from({ length: season === 365 ? 1200 : 240 }, (_, i) => value(i, draw));
    expect(likelySeason(series, spacing)).toBe(season);
    if (season !== undefined) continue;
    let level = 0;
    const walk = series.map((step) => {
      level += step;
      return level;
    });
    expect(likelySeason(walk, spacing)).toBeUndefined();
  }
});

test("limits decide the exit code, and errors name flags", async () => {
  const file = join(folder, "sales.csv");
  const run = async (...limit: string[]) => (await cli(["eval", "-m", model, "--series", file, ...limit])).code;
  expect(await run("--max-mase", "100", "--min-skill", "-100")).toBe(0);
  expect(await run("--max-mase", "0.0001")).toBe(1);
  expect(await run("--min-skill", "0.9999")).toBe(1);
  const { code, stderr } = await cli(["train", "--series", file, "--difference", "season"]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/--season: expected the rows of a season, which --difference season needs, got nothing\n/),
  ]);
});

test.each([
  ["month,sales\n2010-01,5\n2010-02,five\n", /bad\.csv, line 3, column sales: expected a number, got "five"/],
  [
    "month,sales\n2010-01,5\n2010-02,\n2010-03,5\n",
    /bad\.csv, line 3, column sales: expected a number, got a blank cell/,
  ],
  [
    "month,sales\n2010-01,5\n2010-02,5\n2010-02,5\n",
    /bad\.csv, line 4, column month: expected a time after that of row 1/,
  ],
  [
    "month,sales\n2010-01,5\n2010-02,5\n2010-04,5\n",
    /line 4, column month: expected "2010-03", .* \(--missing carry fills in what is left out\), got "2010-04"/,
  ],
  ["sales\n", /bad\.csv: expected rows after the header/],
  ["year,sales\n2010,5\n2011,5\n2012,5\n2014,5\n", /line 5, column year: expected 2013, 1 after .* got 2014/],
  ["year,sales\n2012,5\n2011,5\n2010,5\n", /line 3, column year: expected a time after that of row 0, 2012, got 2011/],
  [
    "day,sales\n31.1.2024,5\n1.2.2024,6\n",
    /line 2, column day: expected a date such as "2024-01-31" .* got "31\.1\.2024"/,
  ],
])("what is wrong in a file is named by line and column", async (text, message) => {
  const { code, stderr } = await cli(["train", "--series", write("bad.csv", text), "-o", join(folder, "no")]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
});
