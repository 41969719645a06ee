/**
 * Shows the confusion matrix, the mean probabilities of each output for each input, and the distribution of the predicted shifts.
 */

import type { Analysis } from "../../shared/protocol.js";
import { drawBars } from "../draw/bars.js";
import { drawHeatmap, type Heatmap } from "../draw/heatmap.js";
import { Surface } from "../draw/surface.js";
import type { PageStore } from "../state/state.js";
import { element, write } from "./element.js";
import { readoutUnder } from "./pointer.js";
import { percent, tableBehind } from "./table.js";

export function mountMatrix(store: PageStore): void {
  const repaint = () => store.touch("analysis");
  const canvas = element<HTMLCanvasElement>("matrix");
  const surface = new Surface(canvas, repaint);
  store.watch(["analysis"], ({ analysis }) => {
    if (analysis) drawHeatmap(surface, mapOf(analysis));
  });
  readoutUnder(
    surface,
    () => store.state.analysis && mapOf(store.state.analysis),
    (row, column) => {
      const { inputSymbols, outputSymbols, confusionMatrix } = store.state.analysis as Analysis;
      const share = confusionMatrix[row * outputSymbols.length + column] as number;
      return `${inputSymbols[row]} read as ${outputSymbols[column]}: ${percent(share)}`;
    },
  );
  tableBehind(store, canvas.closest("figure") as HTMLElement, ["analysis"], ({ analysis }) => {
    if (!analysis) return undefined;
    const { inputSymbols, outputSymbols, confusionMatrix } = analysis;
    const width = outputSymbols.length;
    const rows = inputSymbols.map((symbol, row) => [
      symbol,
      ...Array.from(confusionMatrix.subarray(row * width, (row + 1) * width), (share) =>
        share < 0.005 ? "" : share.toFixed(2),
      ),
    ]);
    return { head: ["Read", ...outputSymbols], rows };
  });
}

function mapOf({ inputSymbols, outputSymbols, confusionMatrix }: Analysis): Heatmap {
  const columns = outputSymbols.length;
  return {
    rows: inputSymbols.length,
    columns,
    value: (row, column) => confusionMatrix[row * columns + column] as number,
    rowLabels: inputSymbols,
    columnLabels: outputSymbols,
  };
}

/** [shift]: the share of predictions that are `shift` letters before the input; undefined if the alphabets differ. */
export function shiftsOf({ inputSymbols, outputSymbols, confusionMatrix }: Analysis): number[] | undefined {
  const count = inputSymbols.length;
  if (count !== outputSymbols.length || inputSymbols.some((symbol, i) => symbol !== outputSymbols[i])) return undefined;
  const shifts = new Array<number>(count).fill(0);
  let total = 0;
  confusionMatrix.forEach((share, at) => {
    const distance = (Math.floor(at / count) - (at % count) + count) % count;
    shifts[distance] = (shifts[distance] as number) + share;
    total += share;
  });
  return total > 0 ? shifts.map((sum) => sum / total) : shifts;
}

export function mountShifts(store: PageStore): void {
  const repaint = () => store.touch("analysis");
  const canvas = element<HTMLCanvasElement>("shifts");
  const surface = new Surface(canvas, repaint);
  store.watch(["analysis"], ({ analysis }) => {
    const shifts = analysis && shiftsOf(analysis);
    if (analysis) element("shifts-panel").hidden = !shifts;
    if (!shifts) return;
    drawBars(surface, shifts);
    write(
      element("shifts-note"),
      `(cipher − prediction) mod ${shifts.length}, averaged over random messages: where a key moves letters, it collapses onto the key.`,
    );
  });
  tableBehind(store, canvas.closest("figure") as HTMLElement, ["analysis"], ({ analysis }) => {
    const shifts = analysis && shiftsOf(analysis);
    return (
      shifts && {
        head: ["Distance", "Share"],
        rows: shifts.map((share, distance) => [String(distance), percent(share)]),
      }
    );
  });
}
