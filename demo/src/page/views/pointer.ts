/**
 * What is under the pointer, in words: the number of a cell of a picture. Its table has the same for those without a pointer.
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
