/**
 * Which letter decided this one: how much each reading changes with each letter that was read.
 */
import type { Analysis } from "../analysis/protocol.js";
import { drawHeatmap, type Heatmap } from "../draw/heatmap.js";
import { Surface } from "../draw/surface.js";
import type { PageStore } from "../state/state.js";
import { element } from "./element.js";
import { readoutUnder } from "./pointer.js";
import { percent, tableBehind } from "./table.js";

/** Influence as a share of the largest in its row: rows are compared in themselves. */
function shareOf({ input, influence }: Analysis, row: number, column: number): number {
  const time = input.length;
  let largest = 0;
  for (let s = 0; s < time; s++) largest = Math.max(largest, influence[row * time + s] as number);
  return largest > 0 ? (influence[row * time + column] as number) / largest : 0;
}

const mapOf = (analysis: Analysis): Heatmap => ({
  rows: analysis.input.length,
  columns: analysis.input.length,
  value: (row, column) => shareOf(analysis, row, column),
  rowLabels: analysis.output,
  columnLabels: analysis.input,
});

export function showAttribution(store: PageStore): void {
  const canvas = element<HTMLCanvasElement>("attribution");
  const surface = new Surface(canvas, () => store.touch("analysis"));
  store.watch(["analysis"], ({ analysis }) => {
    if (analysis) drawHeatmap(surface, mapOf(analysis));
  });
  readoutUnder(
    surface,
    () => store.state.analysis && mapOf(store.state.analysis),
    (row, column) => {
      const analysis = store.state.analysis as Analysis;
      const share = percent(shareOf(analysis, row, column));
      return `${analysis.output[row]} (letter ${row + 1}) by ${analysis.input[column]} (letter ${column + 1}): ${share} of the largest`;
    },
  );
  tableBehind(store, canvas.closest("figure") as HTMLElement, ["analysis"], ({ analysis }) => {
    if (!analysis) return undefined;
    const { input, output, influence } = analysis;
    const time = input.length;
    const rows = output.map((symbol, row) => [
      `${row + 1} ${symbol}`,
      ...input.map((_, column) => (influence[row * time + column] as number).toFixed(3)),
    ]);
    return { head: ["Written", ...input], rows };
  });
}
