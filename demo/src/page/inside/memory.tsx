/**
 * The memory of all units over the steps, and some units as lines, over the series where one is read.
 */
import { Canvas } from "../draw/canvas.js";
import { currentPalette } from "../draw/palette.js";
import { axisFont, type Surface } from "../draw/surface.js";
import { Term } from "../frame/glossary.js";
import { signed } from "../frame/numbers.js";
import { TableBehind } from "../frame/table.js";
import { useGrowingTop } from "./axis.js";
import { HeatmapFigure, Key, unitKey } from "./heatmap.js";
import { memoryOf, readerOf, stepName, stepNames, titleOf, valuesOf } from "./parts.js";
import type { TabProps } from "./tab.js";

export function Memory({ session, inside, layer, units: chosen, order: units, onUnit, onStep }: TabProps) {
  const read = readerOf(inside, layer);
  const part = memoryOf(inside);
  const at = session.at.value;
  const { series, reads, forgets } = inside;
  const lines = chosen.map((unit) => ({ unit, values: reads.map((_, t) => read(part, t, unit)) }));
  const largest = Math.max(...lines.flatMap(({ values }) => values.map(Math.abs)));
  const top = useGrowingTop(session.curve.value.points, `${layer} ${chosen}`, largest);
  return (
    <>
      <p class="note">
        {forgets
          ? `It keeps nothing: at every ${session.view.stepName} it begins again with 0. This is the `
          : "Everything that it knows about the steps before: the "}
        <Term of="memory" /> of {units.length} units, {part}. Press a row to see its line.
      </p>
      <Canvas
        label={`Memory of units ${chosen.join(", ")} over the steps${series ? ", and the series" : ""}`}
        class="unit-lines"
        draw={(surface) => drawLines(surface, { lines, top, behind: series?.values, at })}
        onPoint={(place, surface, isTap) => onStep(place && columnAt(place.x, surface, reads.length), isTap)}
      />
      <p class="readline">
        {stepName(inside, at)}: {chosen.map((unit) => `unit ${unit} ${signed(read(part, at, unit))}`).join(", ")}
        {series && `; it reads ${reads[at]} ${series.unit}`}
      </p>
      <ul class="legend">
        {chosen.map((unit, i) => (
          <li class={`memory line-${i}`}>unit {unit}</li>
        ))}
        {series && <li class="series-behind">what it reads, on a scale of its own</li>}
      </ul>
      <HeatmapFigure
        id="memory-map"
        class="tall"
        title={`Memory of all units (${titleOf(part, inside)}) over the steps, by when each is strongest`}
        map={{
          rows: units.length,
          columns: reads.length,
          value: (row, t) => Math.max(-1, Math.min(1, read(part, t, units[row] as number))),
          ...(!series && { columnLabels: reads }),
          marked: at,
        }}
        words={(row, t) =>
          `${part} of unit ${units[row]} at ${stepName(inside, t)}: ${signed(read(part, t, units[row] as number))}`
        }
        hint="Each row is a unit, each column a step."
        onColumn={onStep}
        onRow={(row, isTap) => isTap && row !== undefined && onUnit(units[row] as number)}
      />
      <Key {...unitKey(valuesOf(inside, layer, part))} />
      <TableBehind
        name="Table of the memory"
        table={() => ({
          head: ["Unit", ...stepNames(inside)],
          rows: units.map((one) => [`${part} ${one}`, ...reads.map((_, t) => signed(read(part, t, one)))]),
        })}
      />
    </>
  );
}

/** Which of the columns of a width is at a place. */
function columnAt(x: number, { width }: Surface, columns: number): number {
  return Math.max(0, Math.min(columns - 1, Math.floor((x / width) * columns)));
}

interface Lines {
  readonly lines: readonly { readonly unit: number; readonly values: readonly number[] }[];
  /** The end of the axis. */
  readonly top: number;
  /** What is read, behind the lines and on a scale of its own. */
  readonly behind: readonly number[] | undefined;
  readonly at: number;
}

/** As in the legend of the style sheet. */
const dashes = [[], [6, 4], [2, 3]] as const;

function drawLines(surface: Surface, { lines, top, behind, at }: Lines): void {
  const context = surface.begin();
  const count = lines[0]?.values.length ?? 0;
  if (!context || count === 0) return;
  const { width, height } = surface;
  const { faint, line, muted, memory, ink, panel } = currentPalette();
  const x = (t: number) => ((t + 0.5) * width) / count;
  const y = (value: number) => height / 2 - (value / top) * (height / 2 - 8);
  context.fillStyle = faint;
  context.fillRect(0, height / 2, width, 1);
  context.fillStyle = line;
  context.fillRect(x(at) - 0.5, 0, 1, height);
  const draw = (heights: readonly number[], color: string, lineWidth: number, dash: readonly number[]) => {
    context.strokeStyle = color;
    context.lineWidth = lineWidth;
    context.setLineDash([...dash]);
    context.beginPath();
    for (const [t, level] of heights.entries()) context.lineTo(x(t), level);
    context.stroke();
    context.setLineDash([]);
  };
  if (behind) {
    const [least, most] = [Math.min(...behind), Math.max(...behind)];
    const level = (value: number) => height - 6 - ((value - least) / (most - least || 1)) * (height - 12);
    draw(behind.map(level), muted, 1, []);
  }
  for (const [i, { values }] of [...lines.entries()].reverse())
    draw(values.map(y), memory, i ? 1.5 : 2.25, dashes[i] ?? []);
  context.fillStyle = ink;
  context.beginPath();
  context.arc(x(at), y(lines[0]?.values[at] ?? 0), 3.5, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = muted;
  context.font = axisFont;
  // On a ground of their own, so that no line strikes them through.
  context.strokeStyle = panel;
  context.lineWidth = 5;
  context.lineJoin = "round";
  for (const [text, level] of [
    [String(top), 10],
    [`−${top}`, height - 3],
  ] as const) {
    context.strokeText(text, 3, level);
    context.fillText(text, 3, level);
  }
}
