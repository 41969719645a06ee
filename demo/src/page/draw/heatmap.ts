/**
 * Draws a matrix: numbers above 0 in one color, numbers below in another, stronger the further they are from 0.
 */
import { currentPalette } from "./palette.js";
import { labelFont, type Surface } from "./surface.js";

export interface Heatmap {
  readonly rows: number;
  readonly columns: number;
  /** −1 … 1 */
  readonly value: (row: number, column: number) => number;
  readonly rowLabels?: readonly string[];
  readonly columnLabels?: readonly string[];
  /** A column to mark, or a row. */
  readonly marked?: number | undefined;
  readonly markedRow?: number | undefined;
}

/** Space for labels, in CSS pixels, and the maximum number of letters of a word. */
const margin = 14;
const letterWidth = 6;
const maxLetters = 8;

/** Space for the longest label of the rows. */
function leftMargin(labels: readonly string[] | undefined): number {
  if (!labels) return 0;
  const longest = Math.max(...labels.map((label) => [...label].length));
  return longest > 1 ? Math.min(longest, maxLetters) * letterWidth + 6 : margin;
}

/** Where the cells are. */
function frameOf({ width, height }: Surface, { rows, columns, rowLabels, columnLabels }: Heatmap) {
  const left = leftMargin(rowLabels);
  const top = columnLabels ? margin : 0;
  return { left, top, cellWidth: (width - left) / columns, cellHeight: (height - top) / rows };
}

export function drawHeatmap(surface: Surface, map: Heatmap): void {
  const context = surface.begin();
  if (!context || map.rows * map.columns === 0) return;
  const { left, top, cellWidth, cellHeight } = frameOf(surface, map);
  const { high, low, ink, muted, faint } = currentPalette();
  // A thin gap between cells, if they are large enough.
  const gap = Math.min(cellWidth, cellHeight) > 5 ? 1 : 0;
  context.fillStyle = faint;
  context.fillRect(left, top, map.columns * cellWidth - gap, map.rows * cellHeight - gap);
  for (const sign of [1, -1]) {
    context.fillStyle = sign > 0 ? high : low;
    for (let row = 0; row < map.rows; row++) {
      for (let column = 0; column < map.columns; column++) {
        const strength = Math.min(1, map.value(row, column) * sign);
        if (strength < 0.01) continue;
        context.globalAlpha = strength;
        context.fillRect(left + column * cellWidth, top + row * cellHeight, cellWidth - gap, cellHeight - gap);
      }
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = ink;
  if (map.marked !== undefined && map.marked < map.columns)
    context.strokeRect(left + map.marked * cellWidth - 0.5, top + 0.5, cellWidth, map.rows * cellHeight - 1);
  if (map.markedRow !== undefined)
    context.strokeRect(left + 0.5, top + map.markedRow * cellHeight - 0.5, map.columns * cellWidth - 1, cellHeight);
  context.fillStyle = muted;
  context.textBaseline = "middle";
  context.textAlign = "center";
  drawLabels(context, map.columnLabels, cellWidth, cellWidth, (i) => [left + (i + 0.5) * cellWidth, top / 2]);
  drawLabels(context, map.rowLabels, cellHeight, left, (i) => [left / 2, top + (i + 0.5) * cellHeight]);
}

function drawLabels(
  context: CanvasRenderingContext2D,
  labels: readonly string[] | undefined,
  space: number,
  width: number,
  place: (index: number) => readonly [x: number, y: number],
): void {
  if (!labels) return;
  context.font = labelFont(Math.max(8, Math.min(11, space - 1)));
  // If labels would touch, draw every second one.
  const every = Math.max(1, Math.ceil(6.25 / space));
  for (const [i, label] of labels.entries()) {
    if (i % every !== 0) continue;
    const [x, y] = place(i);
    context.fillText([...label].slice(0, Math.max(1, Math.floor(width / letterWidth))).join(""), x, y);
  }
}

/** The cell at a place. */
export function cellAt(
  surface: Surface,
  map: Heatmap,
  { x, y }: { readonly x: number; readonly y: number },
): { row: number; column: number } | undefined {
  const { left, top, cellWidth, cellHeight } = frameOf(surface, map);
  const column = Math.floor((x - left) / cellWidth);
  const row = Math.floor((y - top) / cellHeight);
  return row >= 0 && row < map.rows && column >= 0 && column < map.columns ? { row, column } : undefined;
}
