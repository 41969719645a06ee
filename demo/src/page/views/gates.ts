/**
 * Shows the gates, cell states and hidden states of every unit over the letters of the message, for current or past weights.
 */

import { type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import type { Analysis } from "../../shared/protocol.js";
import { drawHeatmap, type Heatmap } from "../draw/heatmap.js";
import { Surface } from "../draw/surface.js";
import type { PageStore } from "../state/state.js";
import { element, make } from "./element.js";
import { readoutUnder } from "./pointer.js";
import { tableBehind } from "./table.js";

/** The heat map of a gate or a state. */
interface Picture {
  readonly figure: HTMLElement;
  readonly surface: Surface;
  readonly map: () => Heatmap | undefined;
}

export function mountGates(store: PageStore): void {
  const frame = element("gates");
  const layer = element<HTMLSelectElement>("layer");
  const shown = () => store.state.analysis?.directions[Math.max(0, layer.selectedIndex)];
  const repaint = () => store.touch("analysis");
  const pictureOf = (part: UnitPart): Picture => {
    const title = `${part}, ${unitParts[part].name}`;
    const canvas = make("canvas", "", { role: "img", "aria-label": title, id: `gate-${part}` });
    const figure = make("div", "", { class: "gate" });
    figure.append(make("h3", title), canvas);
    const surface = new Surface(canvas, repaint);
    const map = () => store.state.analysis && mapOf(store.state.analysis, shown(), part);
    readoutUnder(surface, map, (row, column) => {
      const value = map()?.value(row, column) ?? 0;
      return `unit ${row}, letter ${column + 1} (${store.state.analysis?.input[column]}): ${value.toFixed(2)}`;
    });
    return { figure, surface, map };
  };
  // Each is created once and shown for the cells that have the part.
  const made = new Map<UnitPart, Picture>();
  const pictures = (parts: readonly UnitPart[]) =>
    parts.map((part) => {
      const picture = made.get(part) ?? pictureOf(part);
      made.set(part, picture);
      return picture;
    });
  let present = "";
  layer.addEventListener("change", repaint);
  store.watch(["analysis"], ({ analysis }) => {
    if (!analysis) return;
    offerLayers(layer, analysis);
    frame.style.setProperty("--rows", `${heightOf(shown()?.hidden ?? 10)}px`);
    const all = pictures(analysis.parts);
    if (present !== analysis.parts.join()) frame.replaceChildren(...all.map(({ figure }) => figure));
    present = analysis.parts.join();
    for (const { surface, map } of all) {
      const now = map();
      if (now) drawHeatmap(surface, now);
    }
  });
  tableBehind(store, frame.closest("figure") as HTMLElement, ["analysis"], ({ analysis }) => {
    const direction = shown();
    if (!analysis || !direction) return undefined;
    const rows = analysis.parts.flatMap((part) => {
      const map = mapOf(analysis, direction, part);
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
  part: UnitPart,
): Heatmap | undefined {
  const index = analysis.parts.indexOf(part);
  if (!direction || index < 0) return undefined;
  const { hidden, values } = direction;
  const time = analysis.input.length;
  return {
    rows: hidden,
    columns: time,
    value: (unit, t) => values[(index * time + t) * hidden + unit] as number,
    columnLabels: analysis.input,
  };
}

function offerLayers(select: HTMLSelectElement, { directions }: Analysis): void {
  if (select.options.length === directions.length && select.options[0]?.text === directions[0]?.name) return;
  select.replaceChildren(...directions.map(({ name }) => make("option", name)));
  element("layer-field").hidden = directions.length < 2;
}
