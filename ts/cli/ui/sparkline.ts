/**
 * Draws a curve in one line of text.
 */

const bars = "▁▂▃▄▅▆▇█";

/** Draws `values`, thinned out to `width`, as bars between 0 and the highest. */
export function sparkline(values: readonly number[], width: number): string {
  const highest = Math.max(...values, Number.MIN_VALUE);
  const shown = Math.min(values.length, width);
  return Array.from({ length: shown }, (_, i) => {
    const value = values[Math.round(((i + 1) * values.length) / shown) - 1] ?? 0;
    return bars[Math.min(bars.length - 1, Math.floor((value / highest) * bars.length))];
  }).join("");
}
