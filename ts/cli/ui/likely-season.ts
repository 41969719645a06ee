/**
 * Finds the season of a series that was given none: the rows after which it repeats itself. Users follow the hint unseen, so it says nothing
 * rather than something wrong; the demo page, which shows the series beside what it finds, has a more sensitive search.
 */

/** Later rows than these, and longer seasons, are not looked at. */
const [maxRows, maxSeason] = [20_000, 400];
/** A season repeats at least this often. */
const repeats = 3;
/**
 * The error of repeating a season, as a share of that of repeating the last value: at most `share`, and this many standard deviations below 1,
 * because some of many lags are good by chance.
 */
const clear = { share: 0.75, deviations: 4 };
/** Enough for a season that others suggest: the dates, or a multiple of it. */
const likely = { share: 0.9, deviations: 2.5 };
/** A part of a season stands for it if its error is at most this much larger. */
const nearly = 1.25;

const day = 86_400_000;
/** The usual seasons of rows by the time from one to the next: days and weeks of hours, weeks and years of days, years of longer times. */
const usualSeasons: readonly (readonly [least: number, most: number, ...seasons: number[]])[] = [
  [day / 24, day / 24, 24, 168],
  [day, day, 7, 365],
  [7 * day, 7 * day, 52],
  [28 * day, 31 * day, 12],
  [89 * day, 92 * day, 4],
];

/**
 * @param values the rows of the series
 * @param spacing milliseconds from one row to the next, if they have dates
 * @returns undefined where nothing clearly repeats
 */
export function likelySeason(values: readonly number[], spacing?: number): number | undefined {
  const rows = values.slice(-maxRows);
  // The longest season has a neighbor too.
  const errors = errorsOf(rows, Math.min(maxSeason, Math.floor(rows.length / repeats)) + 1);
  const shareOf = (lag: number, { share, deviations }: typeof clear) =>
    shareAt(errors, lag, Math.min(share, 1 - deviations / Math.sqrt(rows.length)));
  const usual = usualSeasonsOf(spacing).find((season) => shareOf(season, likely) !== undefined);
  if (usual !== undefined) return usual;
  let [season, least] = [0, 1];
  for (const lag of errors.keys()) {
    const share = isLeast(errors, lag) ? shareOf(lag, clear) : undefined;
    if (share !== undefined && share < least) [season, least] = [lag, share];
  }
  for (let part = 2; part < season; part++)
    if (season % part === 0 && isLeast(errors, part) && (shareOf(part, likely) ?? 1) <= nearly * least) return part;
  return season || undefined;
}

const usualSeasonsOf = (spacing = 0): readonly number[] =>
  usualSeasons.find(([least, most]) => spacing > 0.99 * least && spacing < 1.01 * most)?.slice(2) ?? [];

/** The mean difference from the value of some rows before, for each lag, without the line through the series. */
function errorsOf(rows: readonly number[], longest: number): Float64Array {
  const [first, last] = [rows[0] as number, rows.at(-1) as number];
  const slope = (last - first) / (rows.length - 1);
  const level = Float64Array.from(rows, (value, row) => value - slope * row);
  // What is left of a line is no season.
  const rounding = 1e-9 * Math.max(...[first, last].map(Math.abs));
  return Float64Array.from({ length: longest + 1 }, (_, lag) => {
    let sum = 0;
    for (let row = lag; row < level.length; row++)
      sum += Math.abs((level[row] as number) - (level[row - lag] as number));
    const mean = sum / (level.length - lag);
    return mean > rounding ? mean : 0;
  });
}

/** Whether the lags beside this one have no smaller errors. */
function isLeast(errors: Float64Array, lag: number): boolean {
  const [error, before, after] = [errors[lag], errors[lag - 1], errors[lag + 1]] as [number, number, number];
  return lag > 1 && error <= before && error <= after;
}

/** @returns the share of a lag's error, undefined if it is not below the limit, and that of twice the lag not below it */
function shareAt(errors: Float64Array, lag: number, limit: number): number | undefined {
  const error = errors[lag];
  if (error === undefined) return undefined;
  const share = error / meanOf(errors.subarray(1, lag));
  const twice = errors[2 * lag];
  const again = twice === undefined ? share : twice / meanOf(errors.subarray(lag + 1, 2 * lag));
  return share < limit && again < limit ? share : undefined;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
