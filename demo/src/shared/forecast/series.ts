/**
 * The series of the view Forecast. The build puts the data of examples/data/ into a module.
 */
import { airlinePassengers, seattleTemperatures } from "../corpora/series.js";

export const sourceNames = ["airline", "waves", "seattle", "own"] as const;
export type SourceName = (typeof sourceNames)[number];

export interface Series {
  readonly name: string;
  readonly unit: string;
  /** What is measured, where the name does not say it. */
  readonly measure?: string;
  /** What a row is: "month". */
  readonly row: string;
  readonly values: readonly number[];
  readonly times: readonly string[];
  /** Rows of a season; undefined where there is none. */
  readonly season: number | undefined;
  readonly isLogarithmic: boolean;
}

/** The fewest values to learn from. */
const fewest = 32;

const months = (count: number) =>
  Array.from({ length: count }, (_, i) => `${1949 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`);

function weekly(daily: readonly number[]): number[] {
  const weeks = Math.floor(daily.length / 7);
  return Array.from({ length: weeks }, (_, w) => {
    const days = daily.slice(7 * w, 7 * w + 7);
    return Number((days.reduce((sum, day) => sum + day, 0) / 7).toFixed(2));
  });
}

/** What can be changed of the waves. */
export interface WaveShape {
  /** Steps of the longer wave. */
  readonly period: number;
  /** The largest distance of a value from the waves. */
  readonly noise: number;
  /** By how much all values from the middle on are higher. */
  readonly jump: number;
}

export const usualWaves: WaveShape = { period: 25, noise: 0, jump: 0 };

function waves(count: number, { period, noise, jump }: WaveShape): number[] {
  let state = 1;
  // The same noise at every look: the page and its worker compute it separately.
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return 2 * (state / 2 ** 32) - 1;
  };
  return Array.from({ length: count }, (_, t) => {
    const value = 10 * Math.sin((2 * Math.PI * t) / period) + 5 * Math.sin((2 * Math.PI * t) / 9);
    return Number((value + noise * random() + (t < count / 2 ? 0 : jump)).toFixed(3));
  });
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));

const makers: Readonly<Record<SourceName, (ownText: string | undefined, waves: WaveShape) => Series>> = {
  airline: () => ({
    name: "Airline passengers",
    unit: "thousand passengers",
    row: "month",
    values: airlinePassengers,
    times: months(airlinePassengers.length),
    season: 12,
    isLogarithmic: true,
  }),
  waves: (_text, shape) => ({
    name: "Two waves",
    unit: "height",
    row: "step",
    values: waves(200, shape),
    times: numbered(200),
    season: undefined,
    isLogarithmic: false,
  }),
  seattle: () => {
    const values = weekly(seattleTemperatures);
    return {
      name: "Temperatures in Seattle",
      unit: "°C",
      measure: "highest of the day, mean of a week",
      row: "week",
      values,
      times: values.map((_, week) => `week ${week + 1}`),
      season: 52,
      isLogarithmic: false,
    };
  },
  own: (text) => {
    const { values, times } = parseSeries(text ?? "");
    return {
      name: "Your series",
      unit: "",
      row: "row",
      values,
      times: times ?? numbered(values.length),
      season: undefined,
      isLogarithmic: false,
    };
  },
};

/** @throws Error with a message for the user */
export const seriesOf = ({ source, ...waves }: WaveShape & { readonly source: SourceName }, ownText?: string): Series =>
  makers[source](ownText, waves);

export const valueText = (value: number): string => value.toLocaleString("en", { maximumSignificantDigits: 4 });

/**
 * Reads numbers: one a line, or the last column of CSV that has numbers only, with or without a header.
 * @throws Error with a message for the user
 */
export function parseSeries(text: string): {
  readonly values: number[];
  readonly times: string[] | undefined;
  /** What the header calls the column, if there is one. */
  readonly name: string | undefined;
} {
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(/[,;\t|]/).map((cell) => cell.trim()));
  const cells = rows.length === 1 ? (rows[0] ?? []).map((cell) => [cell]) : rows;
  const isNumber = (cell = "") => cell !== "" && Number.isFinite(Number(cell));
  const [first = []] = cells;
  const body = first.some(isNumber) ? cells : cells.slice(1);
  const column = (body[0] ?? []).findLastIndex((_, c) => isNumber(body[0]?.[c]));
  if (column < 0) throw new Error("No numbers found: expected one number a line, or CSV with a column of numbers");
  const values = body.map((row, i) => {
    if (isNumber(row[column])) return Number(row[column]);
    throw new Error(`Line ${i + 1 + cells.length - body.length}: expected a number, got "${row[column] ?? ""}"`);
  });
  if (values.length < fewest) throw new Error(`A forecast needs at least ${fewest} values, got ${values.length}`);
  const name = body === cells ? undefined : first[column] || undefined;
  return { values, times: column > 0 ? body.map(([time = ""]) => time) : undefined, name };
}
