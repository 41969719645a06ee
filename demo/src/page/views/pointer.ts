/**
 * Shows the value of the cell under the pointer. The chart's table has the same values for users without a pointer.
 */
import { cellAt, type Heatmap } from "../draw/heatmap.js";
import type { Surface } from "../draw/surface.js";

export function readoutUnder(
  surface: Surface,
  map: () => Heatmap | undefined,
  words: (row: number, column: number) => string,
): void {
  const { canvas } = surface;
  canvas.addEventListener("pointermove", (event) => {
    const now = map();
    const cell = now && cellAt(surface, now, event);
    canvas.title = cell ? words(cell.row, cell.column) : "";
  });
}
