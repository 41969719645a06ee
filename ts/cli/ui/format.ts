/**
 * Formats numbers, tables and commands for people.
 */

/** 1408 -> "1,408". Without Intl, which takes longer to load than the rest of the program. */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");

/** "1 step", "1,408 steps" */
export const counted = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

/** Scores of fewer sequences say little: of 30, an accuracy of 90 % may as well be 73 or 98 %. */
const enough = 30;

/** "128 sequences", "2 sequences (too few to judge)"; forecasts overlap, so their number says nothing of this. */
export const judgedOn = (n: number, what: string): string =>
  `${counted(n, what)}${n < enough && what !== "forecast value" ? " (too few to judge)" : ""}`;

/** Four significant digits; a dash for no number. */
export const figure = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "–" : String(Number(value.toPrecision(4)));

/** Rounded to three significant digits. */
const rounded = (n: number): string => String(Number(n.toPrecision(3)));

/** 0.98765 -> "98.8 %"; only exactly 1 is "100 %". */
export const percent = (share: number): string =>
  share === 1 ? "100 %" : `${(share < 1 ? Math.min(100 * share, 99.9) : 100 * share).toFixed(1)} %`;

/** Formats a loss, which spans orders of magnitude: 3.296, 0.0213, 0.00012. */
export const loss = (value: number): string => (value >= 0.1 ? value.toFixed(3) : value.toPrecision(3));

/** 1234567 -> "1.23 M" */
export function quantity(n: number): string {
  for (const [unit, suffix] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (n >= unit) return `${rounded(n / unit)} ${suffix}`;
  return rounded(n);
}

/** Formats milliseconds: "21 ms", "3.4 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toPrecision(2)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Formats milliseconds as a clock does: "0:04", "1:02:30". */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

/** Formats a number of bytes: "4.61 KB". */
export function size(bytes: number): string {
  for (const [unit, suffix] of [
    [1024 ** 2, "MB"],
    [1024, "KB"],
  ] as const)
    if (bytes >= unit) return `${rounded(bytes / unit)} ${suffix}`;
  return `${bytes} bytes`;
}

/** Quotes arguments for a POSIX shell. */
export const shellWords = (args: readonly string[]): string =>
  args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(" ");

/** Pads each column to its widest cell, without trailing blanks. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
