/**
 * The hidden state as a path: one dot for each letter, in the plane in which the states of many names differ most.
 */
import type { NamesSeen, Query, Settings } from "../../../shared/names/settings.js";
import { Canvas } from "../../draw/canvas.js";
import { currentPalette } from "../../draw/palette.js";
import { labelFont, type Surface } from "../../draw/surface.js";
import { Term } from "../../frame/glossary.js";
import { percent, signed } from "../../frame/numbers.js";
import { TableBehind } from "../../frame/table.js";
import type { Session } from "../../run/session.js";
import { labelColor, wordsFor } from "./words.js";

export function PathFigure({ session }: { readonly session: Session<Settings, Query, NamesSeen> }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { path, letters, labels, shares } = seen;
  const at = session.at.value;
  const now = shares[at] ?? [];
  const best = now.indexOf(Math.max(...now));
  const { many, label: kind } = wordsFor(session.settings.value);
  return (
    <>
      <p class="note">
        Its <Term of="hidden state" /> h after each letter, as a path that begins at {letters[0]}. Small dots are the
        last hidden states of held-back {many}, in the colors of their {kind}s.
      </p>
      <Canvas
        class="square"
        id="path"
        label={`The hidden state after each letter of ${letters.join("")}, among those of other ${many}`}
        draw={(surface) => drawPath(surface, seen, session.at.value)}
        onPoint={(place, surface, isTap) => {
          const step = place && letterAt(surface, seen, place);
          session.cursor.at.value = step;
          if (isTap && step !== undefined) session.cursor.pinned.value = step;
        }}
      />
      <p class="readline">
        After {letters.slice(0, at + 1).join("")}: <b>{labels[best]}</b>, {percent(now[best] ?? 0)}.
      </p>
      <ul class="legend">
        {labels.map((label, i) => (
          <li class="dot" style={{ "--color": labelColor(label, i) }}>
            {label}
          </li>
        ))}
      </ul>
      <TableBehind
        name="Table of the path"
        table={() => ({
          head: ["Letter", "Across", "Up"],
          rows: path.points.map(([x, y], t) => [`${t + 1} ${letters[t]}`, signed(x), signed(y)]),
        })}
      />
    </>
  );
}

const margin = 16;

/** Where a state is. */
function placing({ width, height }: Surface, { path: { points, others } }: NamesSeen) {
  const reach = Math.max(0.1, ...[...points, ...others].flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]));
  return ([x, y]: readonly number[]): readonly [x: number, y: number] => [
    width / 2 + ((x as number) / reach) * (width / 2 - margin),
    height / 2 - ((y as number) / reach) * (height / 2 - margin),
  ];
}

/** The letter whose state is nearest to a place. */
function letterAt(surface: Surface, seen: NamesSeen, { x, y }: { readonly x: number; readonly y: number }): number {
  const place = placing(surface, seen);
  const distances = seen.path.points.map((point) => {
    const [pointX, pointY] = place(point);
    return Math.hypot(pointX - x, pointY - y);
  });
  return distances.indexOf(Math.min(...distances));
}

function drawPath(surface: Surface, seen: NamesSeen, at: number): void {
  const context = surface.begin();
  const { letters, labels } = seen;
  const { points, others } = seen.path;
  if (!context || points.length === 0) return;
  const { width, height } = surface;
  const { ink, own, faint, panel } = currentPalette();
  const place = placing(surface, seen);
  context.fillStyle = faint;
  context.fillRect(0, height / 2, width, 1);
  context.fillRect(width / 2, 0, 1, height);
  for (const other of others) {
    const [x, y] = place(other);
    context.fillStyle = labelColor(labels[other[2]] ?? "", other[2]);
    context.beginPath();
    context.arc(x, y, 3, 0, 2 * Math.PI);
    context.fill();
  }
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const point of points) context.lineTo(...place(point));
  context.stroke();
  context.font = labelFont(12);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [t, point] of points.entries()) {
    const [x, y] = place(point);
    context.fillStyle = t === at ? own : panel;
    context.strokeStyle = ink;
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
    context.fillStyle = t === at ? panel : ink;
    context.fillText(letters[t] ?? "", x, y + 0.5);
  }
}
