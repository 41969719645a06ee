/**
 * Times of rows. Most series have none, so what reads them loads with the first column of times: before a run reads its data, before a
 * worker prepares it, and before a file is read.
 */
type Dates = typeof import("./dates.js");

let dates: Dates | undefined;

export async function loadTimes(): Promise<void> {
  dates ??= await import("./dates.js");
}

/** Only where there is a column of times, after {@link loadTimes}. */
export const times = (): Dates => dates as Dates;
