/**
 * What forecasters may be told of the calendar.
 */
import { invalidOption } from "../../../errors/validate.js";

export const calendarParts = ["hour", "weekday", "month", "yearday"] as const;

/**
 * A part of a date that becomes a pair of input columns.
 * @inline
 */
export type CalendarPart = (typeof calendarParts)[number];

/** Columns of the inputs for each part. */
export const columnsPerPart = 2;

/** @throws RnnError `ERR_INVALID_OPTION` for a time zone that the engine does not know */
export function checkTimeZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return timeZone;
  } catch {
    throw invalidOption("timeZone", 'a time zone such as "Europe/Berlin"', timeZone);
  }
}
