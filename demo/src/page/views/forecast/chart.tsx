/**
 * The series: what training sees, what is hidden, the network's own continuation, its interval, and the simple rule.
 */

import type { Series } from "../../../shared/forecast/series.js";
import type { ForecastSeen } from "../../../shared/forecast/settings.js";
import { Canvas } from "../../draw/canvas.js";
import { currentPalette } from "../../draw/palette.js";
import { labelFont, type Surface } from "../../draw/surface.js";

interface SeriesChartProps {
  readonly series: Series;
  readonly hidden: number;
  readonly seen: ForecastSeen;
  /** The row that is pointed at. */
  readonly at: number | undefined;
  readonly onRow: (row: number | undefined, isTap: boolean) => void;
  /** Called while the border between seen and hidden is dragged to a row. */
  readonly label: string;
}

const [left, right, top, bottom] = [46, 8, 10, 30];

export function SeriesChart(props: SeriesChartProps) {
  const { series, onRow, label } = props;
  const rowAt = (x: number, surface: Surface) => {
    const row = Math.round(((x - left) / (surface.width - left - right)) * (series.values.length - 1));
    return row >= 0 && row < series.values.length ? row : undefined;
  };
  return (
    <Canvas
      class="series"
      id="series"
      label={label}
      draw={(surface) => drawSeries(surface, props)}
      onPoint={(place, surface, isTap) => onRow(place && rowAt(place.x, surface), isTap)}
    />
  );
}

function drawSeries(surface: Surface, { series, hidden, seen, at }: SeriesChartProps): void {
  const context = surface.begin();
  if (!context) return;
  const { width, height } = surface;
  const { ink, muted, faint, own, other } = currentPalette();
  const { values, times, unit } = series;
  const cut = values.length - hidden;
  const { low, high } = rangeOf(values);
  const x = (row: number) => left + (row / (values.length - 1)) * (width - left - right);
  const y = (value: number) => {
    const clamped = Math.max(low - (high - low), Math.min(high + (high - low), value));
    return top + (1 - (clamped - low) / (high - low)) * (height - top - bottom);
  };
  context.save();
  context.beginPath();
  context.rect(left, 0, width - left, height - bottom);
  context.clip();
  // What training may see lies on a tint.
  context.fillStyle = faint;
  context.fillRect(left, 0, x(cut - 0.5) - left, height - bottom);
  context.restore();
  drawAxes(context, { width, height, low, high, y, x, times, unit });
  context.save();
  context.beginPath();
  context.rect(left, 0, width - left, height - bottom);
  context.clip();
  const line = (rows: readonly number[], from: number, color: string, lineWidth: number, dash: number[] = []) => {
    context.strokeStyle = color;
    context.lineWidth = lineWidth;
    context.setLineDash(dash);
    context.beginPath();
    for (const [i, value] of rows.entries()) context.lineTo(x(from + i), y(value));
    context.stroke();
    context.setLineDash([]);
  };
  if (seen.band) {
    const { lower, upper } = seen.band;
    context.fillStyle = own;
    context.globalAlpha = 0.16;
    context.beginPath();
    for (const [i, value] of upper.entries()) context.lineTo(x(cut + i), y(value));
    for (let i = lower.length - 1; i >= 0; i--) context.lineTo(x(cut + i), y(lower[i] as number));
    context.fill();
    context.globalAlpha = 1;
  }
  line(values.slice(0, cut), 0, ink, 1.5);
  line(values.slice(cut - 1), cut - 1, ink, 1.5, [2, 3]);
  line([values[cut - 1] as number, ...seen.rule], cut - 1, other, 1.25, [6, 4]);
  line([values[cut - 1] as number, ...seen.mean], cut - 1, own, 2.25);
  if (at !== undefined) {
    context.fillStyle = muted;
    context.fillRect(x(at) - 0.5, top, 1, height - top - bottom);
    context.fillStyle = ink;
    dot(context, x(at), y(values[at] as number));
    context.fillStyle = own;
    const predicted = seen.mean[at - cut];
    if (predicted !== undefined) dot(context, x(at), y(predicted));
  }
  context.restore();
}

function dot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fill();
}

interface Axes {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly x: (row: number) => number;
  readonly y: (value: number) => number;
  readonly times: readonly string[];
  readonly unit: string;
}

function drawAxes(context: CanvasRenderingContext2D, { width, height, low, high, x, y, times, unit }: Axes): void {
  const { muted, faint } = currentPalette();
  context.font = labelFont(10);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of ticks(low, high)) {
    context.fillStyle = faint;
    context.fillRect(left, Math.round(y(value)), width - left - right, 1);
    context.fillStyle = muted;
    context.fillText(String(value), left - 6, y(value));
  }
  context.textAlign = "center";
  const every = Math.ceil(times.length / Math.max(2, Math.floor((width - left) / 90)));
  for (let row = 0; row < times.length; row += every)
    context.fillText(times[row] ?? "", Math.max(left + 20, x(row)), height - bottom + 12);
  context.textAlign = "left";
  context.fillText(unit, left + 6, top + 4);
}

/** Of the axis, with some room around the values. */
function rangeOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = 0.12 * (most - least || 1);
  return { low: least >= 0 && least - room < 0 ? 0 : least - room, high: most + room };
}

function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough) ?? unit;
  const found: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Number(value.toPrecision(6)));
  return found;
}
