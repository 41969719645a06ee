/**
 * Draws a series and its forecast as text.
 */
import { figure } from "./format.js";

export interface PlottedSeries {
  /** The last rows before the forecast. */
  readonly history: readonly number[];
  readonly forecast: readonly number[];
  /** Bounds of the forecast, if there are some. */
  readonly lower?: readonly number[] | undefined;
  readonly upper?: readonly number[] | undefined;
}

const height = 12;
/** Columns that labels take at most. */
const labelWidth = 12;

/** @param width columns of text, with the labels */
export function plot({ history, forecast, lower, upper }: PlottedSeries, width: number): string[] {
  const room = Math.max(8, width - labelWidth);
  // A column of text for each row; of a long forecast for every n-th.
  const every = Math.max(1, Math.ceil(forecast.length / (room * 0.75)));
  const ahead = Math.ceil(forecast.length / every);
  const before = history.slice(-(room - ahead) * every).filter((_, i, { length }) => (length - 1 - i) % every === 0);
  const shown = [...before, ...forecast, ...(lower ?? []), ...(upper ?? [])].filter(Number.isFinite);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const labels = new Map([
    [0, figure(high)],
    [height / 2, figure((low + high) / 2)],
    [height - 1, figure(low)],
  ]);
  const margin = Math.max(...[...labels.values()].map(({ length }) => length));
  const lineOf = (value: number) =>
    high > low ? Math.round(((high - value) / (high - low)) * (height - 1)) : height / 2;
  const grid = Array.from({ length: height }, () => Array.from({ length: before.length + ahead }, () => " "));
  const put = (column: number, value: number, mark: string) => {
    if (Number.isFinite(value)) (grid[lineOf(value)] as string[])[column] = mark;
  };
  for (const [column, value] of before.entries()) put(column, value, "•");
  for (let i = 0; i < ahead; i++) {
    const [column, at] = [before.length + i, Math.min(i * every, forecast.length - 1)];
    if (lower && upper)
      for (let line = lineOf(upper[at] as number); line <= lineOf(lower[at] as number); line++)
        (grid[line] as string[])[column] = "░";
    put(column, forecast[at] as number, "o");
  }
  return grid.map((cells, line) => `${(labels.get(line) ?? "").padStart(margin)} │${cells.join("")}`.trimEnd());
}
