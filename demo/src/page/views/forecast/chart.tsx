/**
 * The series: what training sees, what is hidden, the network's own continuation, its interval, and the simple rule. The border between
 * seen and hidden can be dragged.
 */
import type { Series } from "../../../shared/forecast/series.js";
import type { ForecastSeen, Prepared } from "../../../shared/forecast/settings.js";
import { Canvas } from "../../draw/canvas.js";
import { currentPalette } from "../../draw/palette.js";
import { axisFont, type Surface } from "../../draw/surface.js";

interface SeriesChartProps extends Pick<Prepared, "series" | "validationRows"> {
  /** The number of visible rows. */
  readonly cut: number;
  /** What is said of the hidden rows; undefined while the border is moved. */
  readonly rule: readonly number[] | undefined;
  /** The forecast; undefined while there is none. */
  readonly seen: ForecastSeen | undefined;
  /** The row that is pointed at. */
  readonly at: number | undefined;
  readonly onRow: (row: number | undefined, isTap: boolean) => void;
  readonly label: string;
  /** The least and the largest number of visible rows. */
  readonly cuts: readonly [least: number, most: number];
  /** Called while the border is moved, and when it is let go. */
  readonly onCut: (cut: number, isDone: boolean) => void;
}

const [left, right, top, bottom] = [46, 8, 28, 30];

export function SeriesChart(props: SeriesChartProps) {
  const { series, cut, cuts, onCut, onRow, label } = props;
  const last = series.values.length - 1;
  const rowAt = (x: number, surface: Surface) => {
    const row = Math.round(((x - left) / (surface.width - left - right)) * last);
    return row >= 0 && row <= last ? row : undefined;
  };
  const [least, most] = cuts;
  return (
    <div
      class="series-frame"
      style={{
        "--from": (least - 0.5) / last,
        "--share": (most - least) / last,
        "--left": `${left}px`,
        "--right": `${right}px`,
      }}
    >
      <Canvas
        class="series"
        id="series"
        label={label}
        draw={(surface) => drawSeries(surface, props)}
        onPoint={(place, surface, isTap) => onRow(place && rowAt(place.x, surface), isTap)}
      />
      <input
        id="cut"
        class="cut"
        type="range"
        aria-label="Where the hidden values begin"
        aria-valuetext={`${series.times[cut]}: ${last + 1 - cut} values are hidden`}
        min={least}
        max={most}
        value={cut}
        onInput={({ currentTarget: { value } }) => onCut(Number(value), false)}
        onChange={({ currentTarget: { value } }) => onCut(Number(value), true)}
      />
    </div>
  );
}

function drawSeries(surface: Surface, { series, validationRows, cut, rule, seen, at }: SeriesChartProps): void {
  const context = surface.begin();
  if (!context) return;
  const { width, height } = surface;
  const { ink, muted, own, other } = currentPalette();
  const { values } = series;
  const { low, high } = rangeOf(values);
  const x = (row: number) => left + (row / (values.length - 1)) * (width - left - right);
  const y = (value: number) => {
    const clamped = Math.max(low - (high - low), Math.min(high + (high - low), value));
    return top + (1 - (clamped - low) / (high - low)) * (height - top - bottom);
  };
  drawParts(context, { height, learnedEnd: x(cut - validationRows - 0.5), end: x(cut - 0.5), last: width - right });
  drawAxes(context, { width, height, low, high, y, x, series });
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
  if (seen?.band) {
    const { lower, upper } = seen.band;
    context.fillStyle = own;
    context.globalAlpha = 0.16;
    context.beginPath();
    for (const [i, value] of upper.entries()) context.lineTo(x(cut + i), y(value));
    for (let i = lower.length - 1; i >= 0; i--) context.lineTo(x(cut + i), y(lower[i] as number));
    context.fill();
    context.globalAlpha = 1;
  }
  const last = values[cut - 1] as number;
  line(values.slice(0, cut), 0, ink, 1.5);
  line(values.slice(cut - 1), cut - 1, ink, 1.5, [2, 3]);
  if (rule) line([last, ...rule], cut - 1, other, 1.25, [6, 4]);
  if (seen) line([last, ...seen.mean], cut - 1, own, 2.25);
  if (at !== undefined) {
    context.fillStyle = muted;
    context.fillRect(x(at) - 0.5, top, 1, height - top - bottom);
    context.fillStyle = ink;
    dot(context, x(at), y(values[at] as number));
    context.fillStyle = own;
    const predicted = seen?.mean[at - cut];
    if (predicted !== undefined) dot(context, x(at), y(predicted));
  }
  context.restore();
}

function dot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fill();
}

interface Parts {
  readonly height: number;
  /** Where the values that it learns from end, where those end that the weights are chosen by, and where all do. */
  readonly learnedEnd: number;
  readonly end: number;
  readonly last: number;
}

/** The parts of the series, each with its name at the top: a tint for what weights are learned from, a weaker one for what they are chosen by. */
function drawParts(context: CanvasRenderingContext2D, { height, learnedEnd, end, last }: Parts): void {
  const { ink, muted } = currentPalette();
  const parts = [
    ["learned from", left, learnedEnd, 0.1],
    ["validation", learnedEnd, end, 0.05],
    ["hidden", end, last, 0],
  ] as const;
  context.font = axisFont;
  context.textBaseline = "middle";
  for (const [name, from, to, strength] of parts) {
    context.fillStyle = ink;
    context.globalAlpha = strength;
    context.fillRect(from, top - 9, to - from, height - bottom - top + 9);
    context.globalAlpha = 1;
    context.fillStyle = muted;
    context.fillRect(from + 1, top - 11, to - from - 2, 2);
    const isHidden = from === end;
    // At the border on its side, so that names of short parts do not touch.
    const atBorder = isHidden ? Math.min(from + 5, last - context.measureText(name).width) : to - 5;
    context.textAlign = from === left || isHidden ? "left" : "right";
    context.fillText(name, from === left ? left : atBorder, 8);
  }
}

interface Axes {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly x: (row: number) => number;
  readonly y: (value: number) => number;
  readonly series: Series;
}

function drawAxes(context: CanvasRenderingContext2D, { width, height, low, high, x, y, series }: Axes): void {
  const { muted, line } = currentPalette();
  const { times, unit, measure } = series;
  context.textAlign = "right";
  for (const value of ticks(low, high)) {
    context.fillStyle = line;
    context.globalAlpha = 0.6;
    context.fillRect(left, Math.round(y(value)), width - left - right, 1);
    context.globalAlpha = 1;
    context.fillStyle = muted;
    context.fillText(String(value), left - 6, y(value));
  }
  context.textAlign = "center";
  const every = Math.ceil(times.length / Math.max(2, Math.floor((width - left) / 90)));
  for (let row = 0; row < times.length; row += every)
    context.fillText(times[row] ?? "", Math.max(left + 20, x(row)), height - bottom + 12);
  context.textAlign = "left";
  context.fillText([unit, measure].filter(Boolean).join(", "), left + 6, top + 5);
}

/** Of the axis, with some room around the values, and more above them for the interval of a growing series. */
function rangeOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  const low = least - 0.12 * span;
  return { low: least >= 0 && low < 0 ? 0 : low, high: most + 0.3 * span };
}

function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((size) => size >= rough) ?? unit;
  const found: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(Number(value.toPrecision(6)));
  return found;
}
