/**
 * A field to draw a series in, with a mouse, a pen or a finger.
 */
import { signal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { type DrawnPoint, valuesOf } from "../../../shared/forecast/drawing.js";
import { Canvas } from "../../draw/canvas.js";
import { currentPalette } from "../../draw/palette.js";
import type { Surface } from "../../draw/surface.js";

const hint = "Draw a line from left to right. Numbers can be typed or pasted under “Your data”.";

export function DrawSeries({ learn }: { readonly learn: (values: readonly number[]) => void }) {
  const points = useMemo(() => signal<readonly DrawnPoint[]>([]), []);
  const [said, setSaid] = useState(hint);
  const finish = () => {
    const values = valuesOf(points.value);
    setSaid(values ? hint : "That line is too short: draw it over a quarter of the width, at least.");
    // As round numbers between 0 and 100, which can be edited as text.
    if (values) learn(values.map((value) => Number((100 * value).toFixed(1))));
  };
  return (
    <details class="draw-series">
      <summary>Draw a series</summary>
      <Canvas
        id="drawing"
        class="drawing"
        label="A field to draw a series in"
        draw={(surface) => drawLine(surface, points.value)}
        onStroke={({ x, y }, { width, height }, phase) => {
          const point: DrawnPoint = [x / width, 1 - y / height];
          points.value = phase === "begin" ? [point] : [...points.value, point];
          if (phase === "end") finish();
        }}
      />
      <p class="note">{said}</p>
    </details>
  );
}

function drawLine(surface: Surface, points: readonly DrawnPoint[]): void {
  const context = surface.begin();
  if (!context) return;
  const { width, height } = surface;
  context.strokeStyle = currentPalette().ink;
  context.lineWidth = 2;
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x * width, (1 - y) * height);
  context.stroke();
}
