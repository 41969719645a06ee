/**
 * Shows which input letter decided each prediction: how much every output changes with every input.
 */

import type { Analysis } from "../../shared/protocol.js";
import { drawHeatmap, type Heatmap } from "../draw/heatmap.js";
import { Surface } from "../draw/surface.js";
import type { PageStore } from "../state/state.js";
import { element } from "./element.js";
import { readoutUnder } from "./pointer.js";
import { percent, tableBehind } from "./table.js";

/** Normalizes each row by its largest influence. */
function mapOf({ input, output, influence }: Analysis): Heatmap {
  const time = input.length;
  const largest = output.map((_, row) => Math.max(...influence.subarray(row * time, (row + 1) * time), 1e-9));
  return {
    rows: time,
    columns: time,
    value: (row, column) => (influence[row * time + column] as number) / (largest[row] as number),
    rowLabels: output,
    columnLabels: input,
  };
}

export function mountAttribution(store: PageStore): void {
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
      const share = percent(mapOf(analysis).value(row, column));
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
