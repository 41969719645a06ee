/**
 * Times of rows. Most series have none, so what reads and writes them loads with the first column of times: before a run reads its data, and
 * before a file is read. A worker, which gets the times read, loads only the calendar.
 */
type Calendars = typeof import("./calendar.js");
type Times = typeof import("./time.js");

let loadedCalendars: Calendars | undefined;
let loadedTimes: Times | undefined;

export async function loadCalendars(): Promise<void> {
  loadedCalendars ??= await import("./calendar.js");
}

export async function loadTimes(): Promise<void> {
  await loadCalendars();
  loadedTimes ??= await import("./time.js");
}

/** Only where there is a column of times, after {@link loadCalendars}. */
export const calendars = (): Calendars => loadedCalendars as Calendars;

/** Only where there is a column of times, after {@link loadTimes}. */
export const times = (): Times => loadedTimes as Times;
