/**
 * The times of a series: dates or numbers in equal steps, or in calendar months. Times are known by their index alone, so they continue
 * beyond the series.
 */
import { tagOf } from "../../../errors/realms.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { show } from "../../../errors/validate.js";

/** How times are written. */
export type TimeStyle =
  | { readonly kind: "number" }
  | { readonly kind: "date" }
  | {
      readonly kind: "text";
      /** The separator in dates. */
      readonly separator: string;
      /** How many of year, month, day, hour and minute, second, millisecond are written. */
      readonly precision: number;
      /** Stands between date and time. */
      readonly between: string;
      /** The time zone as written: nothing, Z, UTC, or an offset such as +02:00, with the blank before it. */
      readonly zone: string;
    };

/** Times at equal steps. Dates are milliseconds since 1970. Plain values, which files and workers keep. */
export interface Clock {
  readonly start: number;
  /** Milliseconds, months, or for numbers their difference. */
  readonly step: number;
  readonly unit: "milliseconds" | "months" | "number";
  /** For months: the day of the month, which shorter months cut. */
  readonly day: number;
  readonly style: TimeStyle;
}

const timePattern =
  /^([+-]?\d{4,6})(?:([-/])(\d{1,2})(?:\2(\d{1,2})(?:([T ])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?)?)?(Z| UTC| ?[+-]\d{2}(?::?\d{2})?)?$/;

interface Moment {
  readonly value: number;
  readonly style: TimeStyle;
}

/** Whether a value is a Date, of any realm. */
const isDate = (time: unknown): time is Date => tagOf(time) === "Date";

/** Formats a time for a message. */
const shown = (time: unknown): string =>
  !isDate(time) ? show(time) : Number.isNaN(time.getTime()) ? "an invalid Date" : time.toISOString();

/** Reads a time. @returns undefined for a value that is none */
function momentOf(time: unknown): Moment | undefined {
  if (typeof time === "number") return Number.isFinite(time) ? { value: time, style: { kind: "number" } } : undefined;
  if (isDate(time)) {
    const value = time.getTime();
    return Number.isNaN(value) ? undefined : { value, style: { kind: "date" } };
  }
  const parts = typeof time === "string" ? timePattern.exec(time.trim()) : null;
  if (!parts) return undefined;
  const [, year, separator = "-", month, day, between = "T", hour, minute, second, fraction, zone = ""] = parts;
  const fields = [year, month ?? 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0].map(Number) as number[];
  const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
  const [y, m, d, h, min, s] = fields as [number, number, number, number, number, number];
  const value = utc(y, m - 1, d) + ((h * 60 + min) * 60 + s) * 1000 + ms;
  const exists = m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m - 1) && h <= 24 && min < 60 && s < 60;
  if (!exists) return undefined;
  const precision = [month, day, hour, second, fraction].filter((part) => part !== undefined).length + 1;
  return { value: value - offsetOf(zone), style: { kind: "text", separator, precision, between, zone } };
}

/** Milliseconds of a date; unlike `Date.UTC` it takes the years 0 … 99 as they are. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
}

const daysIn = (year: number, month: number): number => new Date(utc(year, month + 1, 0)).getUTCDate();

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = 0] = /^ ?([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

/** Months since the year 0 of a date. */
const monthOf = (value: number): number => {
  const date = new Date(value);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** The time of a row; beyond the series it continues. */
export function timeAt({ start, step, unit, day }: Clock, index: number): number {
  if (unit !== "months") return start + index * step;
  const month = monthOf(start) + index * step;
  const [year, ofYear] = [Math.floor(month / 12), ((month % 12) + 12) % 12];
  return utc(year, ofYear, Math.min(day, daysIn(year, ofYear))) + (start - startOfDay(start));
}

const startOfDay = (value: number): number => Math.floor(value / 86_400_000) * 86_400_000;

/** The time of a row as the series writes it. */
export function writtenTime(clock: Clock, index: number): number | string | Date {
  const time = timeAt(clock, index);
  const { style } = clock;
  if (style.kind === "number") return time;
  if (style.kind === "date") return new Date(time);
  const { separator, precision, between, zone } = style;
  const iso = new Date(time + offsetOf(zone)).toISOString();
  const [, year, month, days, hours, seconds, ms] =
    /^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d:\d\d):(\d\d)\.(\d\d\d)Z$/.exec(iso) ?? [];
  const before = ["", separator, separator, between, ":", "."];
  const parts = [year, month, days, hours, seconds, ms].slice(0, precision);
  return parts.map((part, i) => `${before[i]}${part}`).join("") + zone;
}

/** What the times of a series turned out to be. */
export interface ReadTimes {
  readonly clock: Clock;
  /** The index of each row: with gaps between them where rows are missing. */
  readonly indices: Float64Array;
}

/**
 * How the rows so far are written: as precisely as any of them, because midnights may lack the time of the day, and with the zone of the last one,
 * because summer time may have begun since the first.
 */
function joinedStyle(before: TimeStyle | undefined, style: TimeStyle): TimeStyle {
  if (before?.kind !== "text" || style.kind !== "text") return style;
  const finest = style.precision > before.precision ? style : before;
  return { ...finest, separator: before.separator, zone: style.zone || before.zone };
}

/**
 * Reads the times of the rows.
 * @param pathOf names the time of a row in errors
 * @param mayLack whether rows may be missing between others
 * @param like a clock whose steps hold; with `at` the rows continue it from that row on, otherwise they begin anywhere
 * @throws RnnError `ERR_INVALID_OPTION` naming the first row that is no time, a duplicate, descending or after a gap
 */
export function readTimes(
  times: readonly unknown[],
  pathOf: (row: number) => string,
  mayLack: boolean,
  like?: { readonly clock: Clock; readonly at?: number | undefined },
): ReadTimes {
  const values = new Float64Array(times.length);
  let style: TimeStyle | undefined;
  for (let row = 0; row < times.length; row++) {
    const moment = momentOf(times[row]);
    const isOther = moment && style && moment.style.kind !== style.kind;
    if (!moment || isOther)
      throw invalidTime(
        pathOf(row),
        style ? `a valid time like ${shown(times[0])}` : 'a date such as "2024-01-31" or a number',
        times[row],
      );
    style = joinedStyle(style, moment.style);
    values[row] = moment.value;
    if (row > 0 && (values[row] as number) <= (values[row - 1] as number))
      throw invalidTime(pathOf(row), `a time after that of row ${row - 1}, ${shown(times[row - 1])}`, times[row]);
  }
  const clock = like?.at === undefined ? clockOf(values, style ?? { kind: "number" }, like?.clock) : like.clock;
  const first = like?.at ?? 0;
  const indices = new Float64Array(times.length);
  for (let row = 0; row < times.length; row++) {
    const index = nearestIndex(clock, values[row] as number);
    const previous = row === 0 ? first - 1 : (indices[row - 1] as number);
    const date = row > 0 ? compactDate(values[row - 1] as number, values[row] as number, clock) : undefined;
    if (date !== undefined)
      throw invalidTime(pathOf(row), `${show(date)} (a number without hyphens is no date)`, times[row]);
    const isOnGrid = Math.abs((values[row] as number) - timeAt(clock, index)) <= tolerance(clock);
    if (!isOnGrid || index <= previous || (index > previous + 1 && !mayLack)) {
      const wanted = shown(writtenTime({ ...clock, style: style ?? clock.style }, previous + 1));
      const isGap = isOnGrid && index > previous;
      const hint = isGap
        ? ' (missing: "carry" fills in what is left out)'
        : isShifted(clock, values[row] as number, index)
          ? ' (local days of 23 or 25 hours need dates such as "2024-03-31")'
          : "";
      throw invalidTime(pathOf(row), `${wanted}, ${stepName(clock)} after the row before${hint}`, times[row]);
    }
    indices[row] = index;
  }
  return { clock, indices };
}

/**
 * Refuses a number that is no milliseconds, as those of dates are, for a calendar: years, seconds and microseconds would be read as dates too.
 * Milliseconds from 1966 to 1973, and after 5138, are refused with them, unless they count from about 0 in steps of a minute or more.
 * @param path names the time in the error
 * @param clock of the series, or of that which it is like
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function checkMoment(time: unknown, path: string, { unit, start, step }: Clock): void {
  const countsFromZero = unit === "number" && Math.abs(start) < 1e8 && step >= 60_000;
  if (typeof time === "number" && !countsFromZero && !(Math.abs(time) >= 1e11 && Math.abs(time) < 1e14))
    throw invalidTime(path, "a date or milliseconds since 1970 (seconds times 1000) for `calendar`", time);
}

/** Numbers such as 202412 and 20241231 that go on with the next month or day: the second one as a date. */
function compactDate(before: number, value: number, { unit, step }: Clock): string | undefined {
  if (unit !== "number" || value === before + step) return undefined;
  const [first, second] = [before, value].map((number) => {
    const text = String(number).replace(/^(\d{4})(\d\d)(\d\d)?$/, (_, ...parts) =>
      parts.slice(0, 3).filter(Boolean).join("-"),
    );
    return { text, at: momentOf(text)?.value };
  }) as [{ text: string; at?: number }, { text: string; at?: number }];
  if (first.at === undefined || second.at === undefined) return undefined;
  const steps = second.text.length === 7 ? monthOf(second.at) - monthOf(first.at) : (second.at - first.at) / 86_400_000;
  return steps === step ? second.text : undefined;
}

/** Whether a time of daily or longer steps is an hour from its place, as local midnights are after a change to or from summer time. */
const isShifted = ({ unit, step, start }: Clock, value: number, index: number): boolean =>
  unit === "milliseconds" && step % 86_400_000 === 0 && Math.abs(value - start - index * step) === 3_600_000;

/** Numbers may be rounded (1949.083 is a month of a year); dates are exact. */
const tolerance = ({ step, unit }: Clock): number => (unit === "number" ? 0.05 * step : 0);

function nearestIndex(clock: Clock, value: number): number {
  if (clock.unit === "months") return Math.round((monthOf(value) - monthOf(clock.start)) / clock.step);
  return Math.round((value - clock.start) / clock.step);
}

function stepName({ step, unit }: Clock): string {
  if (unit === "number") return `${Number(step.toPrecision(6))}`;
  if (unit === "months") return step === 1 ? "a month" : step === 12 ? "a year" : `${step} months`;
  const names = [
    [604_800_000, "week"],
    [86_400_000, "day"],
    [3_600_000, "hour"],
    [60_000, "minute"],
    [1000, "second"],
  ] as const;
  for (const [length, name] of names) {
    if (step === length) return name === "hour" ? "an hour" : `a ${name}`;
    if (step % length === 0) return `${step / length} ${name}s`;
  }
  return `${step} milliseconds`;
}

/** The clock that fits ascending times best: by the step of another one, or the step that most of them have. */
function clockOf(values: Float64Array, style: TimeStyle, like: Clock | undefined): Clock {
  const start = values[0] ?? 0;
  const day = values.reduce((most, value) => Math.max(most, new Date(value).getUTCDate()), 1);
  const base = { start, day, style };
  if (like) return { ...base, unit: like.unit, step: like.step };
  const differences = Float64Array.from(values.subarray(1), (value, i) => value - (values[i] as number));
  if (style.kind === "number") {
    const usual = mostFrequent(differences.map((difference) => Number(difference.toPrecision(2))));
    const near = differences.filter((difference) => Math.abs(difference - usual) < 0.2 * usual);
    const mean = near.reduce((sum, difference) => sum + difference, 0) / near.length;
    return { ...base, unit: "number", step: near.length > 0 ? mean : usual };
  }
  if (values.length > 1 && values.every((value) => isOnDay(value, start, day))) {
    const months = Float64Array.from(values.subarray(1), (value, i) => monthOf(value) - monthOf(values[i] as number));
    if (months.every((count) => count >= 1)) return { ...base, unit: "months", step: mostFrequent(months) };
  }
  return { ...base, unit: "milliseconds", step: mostFrequent(differences) };
}

/** Whether a time is on a day of the month, or on the last day of a shorter month, at the same time of the day as `start`. */
function isOnDay(value: number, start: number, day: number): boolean {
  const date = new Date(value);
  const wanted = Math.min(day, daysIn(date.getUTCFullYear(), date.getUTCMonth()));
  return date.getUTCDate() === wanted && value - startOfDay(value) === start - startOfDay(start);
}

/** The most frequent number, of equally frequent ones the smallest; 1 of none. */
function mostFrequent(numbers: Float64Array): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  let [best, most] = [1, 0];
  for (const [number, count] of counts)
    if (count > most || (count === most && number < best)) [best, most] = [number, count];
  return best;
}

const invalidTime = (path: string, wanted: string, got: unknown): RnnError =>
  new RnnError("ERR_INVALID_OPTION", `${path}: expected ${wanted}, got ${shown(got)}`);
