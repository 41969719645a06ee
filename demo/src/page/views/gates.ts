/**
 * Shows the gates, cell states and hidden states of every unit over the letters of the message, for current or past weights.
 */

import { type Analysis, unitParts } from "../../shared/protocol.js";
import { drawHeatmap, type Heatmap } from "../draw/heatmap.js";
import { Surface } from "../draw/surface.js";
import type { PageStore } from "../state/state.js";
import { element, make, write } from "./element.js";
import { readoutUnder } from "./pointer.js";
import { tableBehind } from "./table.js";

const names: Record<(typeof unitParts)[number], string> = {
  i: "i, input gate",
  f: "f, forget gate",
  g: "g, candidate",
  o: "o, output gate",
  c: "c, cell state",
  h: "h, hidden state",
};

export function mountGates(store: PageStore): void {
  const frame = element("gates");
  const layer = element<HTMLSelectElement>("layer");
  const shown = () => store.state.analysis?.directions[Math.max(0, layer.selectedIndex)];
  const repaint = () => store.touch("analysis");
  const surfaces = unitParts.map((part, index) => {
    const canvas = make("canvas", "", { role: "img", "aria-label": names[part], id: `gate-${part}` });
    const figure = make("div", "", { class: "gate" });
    figure.append(make("h3", names[part]), canvas);
    frame.append(figure);
    const surface = new Surface(canvas, repaint);
    const map = () => store.state.analysis && mapOf(store.state.analysis, shown(), index);
    readoutUnder(surface, map, (row, column) => {
      const value = map()?.value(row, column) ?? 0;
      return `unit ${row}, letter ${column + 1} (${store.state.analysis?.input[column]}): ${value.toFixed(2)}`;
    });
    return { surface, map };
  });
  layer.addEventListener("change", repaint);
  store.watch(["analysis"], ({ analysis }) => {
    if (!analysis) return;
    offerLayers(layer, analysis);
    frame.style.setProperty("--rows", `${heightOf(shown()?.hidden ?? 10)}px`);
    for (const { surface, map } of surfaces) {
      const now = map();
      if (now) drawHeatmap(surface, now);
    }
    const range =
      "Gates range from 0 to 1; candidates and states have the accent color above 0 and the text color below.";
    write(element("gates-note"), `A row for each unit, a column for each letter of the message. ${range}`);
  });
  tableBehind(store, frame.closest("figure") as HTMLElement, ["analysis"], ({ analysis }) => {
    const direction = shown();
    if (!analysis || !direction) return undefined;
    const rows = unitParts.flatMap((part, index) => {
      const map = mapOf(analysis, direction, index);
      return Array.from({ length: direction.hidden }, (_, unit) => [
        `${part} ${unit}`,
        ...analysis.input.map((_symbol, t) => (map?.value(unit, t) ?? 0).toFixed(2)),
      ]);
    });
    return { head: ["Unit", ...analysis.input], rows };
  });
}

/** Rows are tall enough to tell apart, but wide models must not fill the screen. */
const heightOf = (units: number) => units * (units <= 16 ? 11 : units <= 32 ? 8 : units <= 64 ? 5 : 320 / units);

/** Arranges time from left to right, units from top to bottom. */
function mapOf(
  analysis: Analysis,
  direction: Analysis["directions"][number] | undefined,
  part: number,
): Heatmap | undefined {
  if (!direction) return undefined;
  const { hidden, values } = direction;
  const time = analysis.input.length;
  return {
    rows: hidden,
    columns: time,
    value: (unit, t) => values[(part * time + t) * hidden + unit] as number,
    columnLabels: analysis.input,
  };
}

function offerLayers(select: HTMLSelectElement, { directions }: Analysis): void {
  if (select.options.length === directions.length && select.options[0]?.text === directions[0]?.name) return;
  select.replaceChildren(...directions.map(({ name }) => make("option", name)));
  element("layer-field").hidden = directions.length < 2;
}
