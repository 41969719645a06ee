/**
 * A heat map with a key and a line that tells the value under the pointer.
 */
import { useState } from "preact/hooks";
import { Canvas } from "../draw/canvas.js";
import { cellAt, drawHeatmap, type Heatmap } from "../draw/heatmap.js";

interface MapProps {
  readonly map: Heatmap;
  readonly title: string;
  readonly id?: string;
  readonly class?: string;
  /** What the line says about a cell. */
  readonly words: (row: number, column: number) => string;
  /** Called with the column or the row under the pointer. */
  readonly onColumn?: (column: number | undefined, isTap: boolean) => void;
  readonly onRow?: (row: number | undefined, isTap: boolean) => void;
  /** What the line says while nothing is pointed at. */
  readonly hint: string;
}

export function HeatmapFigure({ map, title, id, class: kind = "chart", words, onColumn, onRow, hint }: MapProps) {
  const [said, setSaid] = useState<string>();
  return (
    <>
      <Canvas
        label={title}
        id={id}
        class={kind}
        draw={(surface) => drawHeatmap(surface, map)}
        onPoint={(place, surface, isTap) => {
          const cell = place && cellAt(surface, map, place);
          setSaid(cell && words(cell.row, cell.column));
          onColumn?.(cell?.column, isTap);
          onRow?.(cell?.row, isTap);
        }}
      />
      <p class="readline" aria-hidden="true">
        {said ?? hint}
      </p>
    </>
  );
}

/** The ends of a key for numbers of which some may be beyond ±1. */
export const unitKey = (values: ArrayLike<number>) =>
  Array.prototype.some.call(values, (value) => Math.abs(value) > 1)
    ? { low: "−1 and less", high: "1 and more" }
    : { low: "−1", high: "1" };

export function Key({ low, high }: { readonly low: string; readonly high: string }) {
  return (
    <p class="key">
      <span>{low}</span>
      <span class={low === "0" ? "scale one-sided" : "scale"} />
      <span>{high}</span>
    </p>
  );
}
