/**
 * Calendar inputs: the place of a time in the day, week or year as sine and cosine, so that the end is close to the beginning.
 */
import { type CalendarPart, columnsPerPart } from "./calendar-parts.js";
import { type Clock, timeAt } from "./time.js";

/** A date as a calendar on the wall shows it. */
interface WallTime {
  readonly month: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  /** From 0. */
  readonly yearday: number;
  readonly hour: number;
}

/** Turns of a circle. */
const turns: Readonly<Record<CalendarPart, (time: WallTime) => number>> = {
  hour: ({ hour }) => hour / 24,
  weekday: ({ weekday }) => weekday / 7,
  month: ({ month }) => month / 12,
  yearday: ({ yearday }) => yearday / 365.25,
};

/** Reads the wall time of a moment in a time zone. */
export type Calendar = (moment: number) => WallTime;

export function calendarIn(timeZone: string): Calendar {
  if (timeZone === "UTC") return (moment) => wallTime(moment);
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
  const format = new Intl.DateTimeFormat("en-US", { timeZone, ...fields, second: "numeric", hourCycle: "h23" });
  return (moment) => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return wallTime(Date.UTC(year, month - 1, day, hour, minute, second));
  };
}

function wallTime(moment: number): WallTime {
  const date = new Date(moment);
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return {
    month: date.getUTCMonth(),
    weekday: date.getUTCDay(),
    yearday: (midnight - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000,
    hour: (moment - midnight) / 3_600_000,
  };
}

/** Writes sine and cosine of each part for the row `index` of a series to `out`, from `at` on. */
export function writeCalendar(
  parts: readonly CalendarPart[],
  calendar: Calendar,
  clock: Clock,
  index: number,
  out: Float32Array,
  at: number,
): void {
  // Times as text without a zone are wall times already.
  const isWallTime = clock.style.kind === "text" && clock.style.zone === "";
  const time = (isWallTime ? wallTime : calendar)(timeAt(clock, index));
  for (const [i, part] of parts.entries()) {
    const angle = 2 * Math.PI * turns[part](time);
    out[at + columnsPerPart * i] = Math.sin(angle);
    out[at + columnsPerPart * i + 1] = Math.cos(angle);
  }
}
