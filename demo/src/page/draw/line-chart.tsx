/**
 * Lines over the updates of a run, drawn with uPlot.
 */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { currentPalette, onPaletteChange } from "./palette.js";
import { axisFont } from "./surface.js";

/** What a line represents, which determines its style. */
export type LineRole = "own" | "faint" | "other" | "otherFaint" | "torch" | RunRole | "chance";
type RunRole = "run1" | "run2" | "run3" | "run4" | "run5";

export interface Line {
  readonly role: LineRole;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

interface ChartProps {
  readonly height: number;
  /** The last update on the axis. */
  readonly end: number;
  readonly lines: readonly Line[];
  /** Titles of the axes. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly label: string;
  /** An update to mark, and milestones. */
  readonly marked: number;
  readonly milestones: readonly number[];
  /** The update that is pointed at. */
  readonly pointed: number | undefined;
  /** The line to stand out from the others. */
  readonly strong: LineRole | undefined;
  readonly onPoint: (update: number | undefined) => void;
  /** Called with the update that is pressed, and with those that the pressed pointer moves to. */
  readonly onPress: (update: number) => void;
}

/** Space left of the plot, on which a slider below it depends. */
export const axisWidth = 52;
export const rightPadding = 10;

interface Drawn extends Pick<ChartProps, "end" | "lines" | "marked" | "milestones" | "pointed"> {
  plot: uPlot;
  key: string;
  top: number;
}

export function LineChart(props: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const element = frame.current as HTMLDivElement;
    const again = () => {
      drawn.current?.plot.destroy();
      drawn.current = undefined;
      draw(element, drawn, latest.current);
    };
    const observer = new ResizeObserver(([entry]) => {
      const { width } = (entry as ResizeObserverEntry).contentRect;
      if (!drawn.current) again();
      else if (width !== drawn.current.plot.width) drawn.current.plot.setSize({ width, height: latest.current.height });
    });
    observer.observe(element);
    const forget = onPaletteChange(again);
    return () => {
      observer.disconnect();
      forget();
      drawn.current?.plot.destroy();
    };
  }, []);
  useEffect(() => {
    if (drawn.current) draw(frame.current as HTMLDivElement, drawn, props);
  });
  const isPressed = useRef(false);
  const point = (isPress: boolean) => (event: PointerEvent) => {
    const plot = drawn.current?.plot;
    if (!plot) return;
    const { left, width } = plot.over.getBoundingClientRect();
    const { end, onPoint, onPress } = latest.current;
    const update = Math.round((Math.max(0, Math.min(1, (event.clientX - left) / width)) || 0) * end);
    if (isPress) {
      isPressed.current = true;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
    }
    onPoint(update);
    if (isPressed.current) onPress(update);
  };
  const release = () => {
    isPressed.current = false;
  };
  return (
    <div
      ref={frame}
      class="line-chart"
      role="img"
      aria-label={props.label}
      style={{ height: `${props.height}px` }}
      onPointerMove={point(false)}
      onPointerDown={point(true)}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={() => props.onPoint(undefined)}
    />
  );
}

function draw(frame: HTMLDivElement, drawn: { current: Drawn | undefined }, props: ChartProps): void {
  const { lines, end, marked, milestones, pointed, strong } = props;
  const key = lines.map(({ role }) => role).join() + props.yTitle;
  if (drawn.current?.key !== key) {
    drawn.current?.plot.destroy();
    drawn.current = { plot: undefined as unknown as uPlot, key, top: 1, lines, end, marked, milestones, pointed };
    drawn.current.plot = create(frame, drawn.current, props);
  }
  const now = drawn.current;
  Object.assign(now, { top: topOf(lines), lines, end, marked, milestones, pointed });
  for (const [i, { role }] of lines.entries())
    Object.assign(now.plot.series[i + 1] as uPlot.Series, lookOf(role, strong));
  now.plot.setData(aligned(lines));
}

function create(frame: HTMLDivElement, drawn: Drawn, { height, lines, xTitle, yTitle }: ChartProps): uPlot {
  return new uPlot(
    {
      width: frame.clientWidth,
      height,
      padding: [8, rightPadding, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: () => [0, drawn.end] }, y: { range: () => [0, drawn.top] } },
      axes: [
        axis((value) => value.toLocaleString("en"), 64, xTitle, 20),
        { ...axis((value) => value.toFixed(1), 28, yTitle, 34), size: axisWidth - 18 },
      ],
      series: [{}, ...lines.map(({ role }) => seriesOf(role))],
      hooks: { draw: [(plot) => mark(plot, drawn)] },
    },
    [[]],
    frame,
  );
}

/** The shown update, milestones, and the update that is pointed at with its values. */
function mark(plot: uPlot, { marked, milestones, pointed, lines, end, top }: Drawn): void {
  const { ctx, bbox } = plot;
  const palette = currentPalette();
  const { ink, muted, good } = palette;
  const line = (step: number, color: string, width: number) => {
    const x = bbox.left + (bbox.width * Math.min(step, end)) / end;
    ctx.save();
    ctx.strokeStyle = color;
    ctx.lineWidth = width * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  };
  for (const step of milestones) line(step, good, 2);
  line(marked, ink, 1);
  if (pointed === undefined) return;
  line(pointed, muted, 1);
  for (const { role, steps, values } of lines) {
    const [color, width] = styles[role];
    const value = values[steps.findLastIndex((step) => step <= pointed)];
    // Of the lines that are of models.
    if (value === undefined || color === "muted" || width === 1) continue;
    ctx.fillStyle = palette[color];
    ctx.beginPath();
    const x = bbox.left + (bbox.width * pointed) / end;
    ctx.arc(x, bbox.top + bbox.height * (1 - value / top), 3 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** How a line looks, while another one may stand out. */
function lookOf(role: LineRole, strong: LineRole | undefined): Pick<uPlot.Series, "width" | "alpha"> {
  const [, width, alpha] = styles[role];
  if (strong === undefined) return { width, alpha };
  return role === strong ? { width: 3, alpha: 1 } : { width, alpha: 0.3 * alpha };
}

function axis(format: (value: number) => string, space: number, label: string, size: number): uPlot.Axis {
  const { muted, faint } = currentPalette();
  return {
    stroke: muted,
    font: axisFont,
    label,
    labelFont: axisFont,
    labelSize: 16,
    labelGap: 0,
    size,
    space,
    gap: 4,
    grid: { stroke: faint, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map(format),
  };
}

type Style = readonly [
  color: "own" | "other" | "muted" | RunRole,
  width: number,
  alpha: number,
  dash?: readonly number[],
];

const styles: Readonly<Record<LineRole, Style>> = {
  own: ["own", 2, 1],
  faint: ["own", 1, 0.35],
  other: ["other", 2, 1],
  otherFaint: ["other", 1, 0.35],
  torch: ["muted", 6, 0.35],
  // The colors are told apart without the dashes as well, by those who see colors.
  run1: ["run1", 1.5, 1],
  run2: ["run2", 1.5, 1, [6, 3]],
  run3: ["run3", 1.5, 1, [2, 2]],
  run4: ["run4", 1.5, 1, [8, 3, 2, 3]],
  run5: ["run5", 1.5, 1, [3, 3]],
  chance: ["muted", 1, 0.9, [2, 4]],
};

function seriesOf(role: LineRole): uPlot.Series {
  const [color, width, alpha, dash] = styles[role];
  return {
    stroke: currentPalette()[color],
    width,
    alpha,
    ...(dash && { dash: [...dash] }),
    points: { show: false },
    spanGaps: true,
  };
}

/** The largest value, rounded up. The first losses may be far above all others, but stay visible. */
function topOf(lines: readonly Line[]): number {
  let top = 0;
  for (const { values } of lines) for (const value of values) top = Math.max(top, value);
  const unit = top > 4 ? 1 : top > 1 ? 0.5 : 0.2;
  return Math.ceil(top / unit + 0.2) * unit || 1;
}

/** Aligns the lines on the union of their updates, as uPlot requires. */
function aligned(lines: readonly Line[]): uPlot.AlignedData {
  return uPlot.join(lines.map(({ steps, values }) => [steps as number[], values as number[]] as uPlot.AlignedData));
}
