/**
 * Times and the calendar, as one part that loads by itself; see `times.ts`.
 */
export { calendarIn, writeCalendar } from "./calendar.js";
export { readTimes, timeAt, writtenTime } from "./time.js";
