/**
 * Draws lines over the updates of a run with uPlot.
 */
import uPlot from "uplot";
import { currentPalette, onPaletteChange } from "./palette.js";

/** What a line represents, which determines its style. */
export type LineRole = "own" | "faint" | "torch" | "past" | "chance";

export interface Line {
  readonly role: LineRole;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

interface ChartOptions {
  readonly height: number;
  /** The end of the axis, which starts at 0; by default the largest value. */
  readonly max?: number;
  readonly format: (value: number) => string;
}

export class LineChart {
  readonly #frame: HTMLElement;
  readonly #options: ChartOptions;
  #plot: uPlot | undefined;
  #width = 0;
  /** The kinds of lines of the current plot. */
  #roles = "";
  #end = 1;
  #top = 1;

  /** @param repaint called when size or colors have changed; it must draw again */
  constructor(frame: HTMLElement, options: ChartOptions, repaint: () => void) {
    this.#frame = frame;
    this.#options = options;
    new ResizeObserver(([entry]) => {
      const { width } = (entry as ResizeObserverEntry).contentRect;
      if (width === this.#width) return;
      this.#width = width;
      this.#plot?.setSize({ width, height: options.height });
      repaint();
    }).observe(frame);
    onPaletteChange(() => {
      this.#roles = "";
      repaint();
    });
  }

  /** @param end the last update on the axis */
  draw(end: number, lines: readonly Line[]): void {
    if (this.#width === 0) return;
    this.#end = end;
    this.#top = this.#options.max ?? topOf(lines);
    const roles = lines.map(({ role }) => role);
    if (roles.join() !== this.#roles) this.#make(roles);
    this.#plot?.setData(aligned(lines));
  }

  #make(roles: readonly LineRole[]): void {
    this.#plot?.destroy();
    this.#roles = roles.join();
    const { height, format } = this.#options;
    this.#plot = new uPlot(
      {
        width: this.#width,
        height,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: () => [0, this.#end] }, y: { range: () => [0, this.#top] } },
        axes: [axis((value) => value.toLocaleString("en"), 60), { ...axis(format, 32), size: 48 }],
        series: [{}, ...roles.map(seriesOf)],
      },
      [[]],
      this.#frame,
    );
  }
}

function axis(format: (value: number) => string, space: number): uPlot.Axis {
  const { muted, faint } = currentPalette();
  return {
    stroke: muted,
    font: "11px system-ui, sans-serif",
    size: 28,
    space,
    gap: 4,
    grid: { stroke: faint, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map(format),
  };
}

function seriesOf(role: LineRole): uPlot.Series {
  const { accent, muted } = currentPalette();
  const line = (stroke: string, width: number, alpha: number, dash?: number[]): uPlot.Series => ({
    stroke,
    width,
    alpha,
    ...(dash && { dash }),
    points: { show: false },
    spanGaps: true,
  });
  switch (role) {
    case "own":
      return line(accent, 1.75, 1);
    case "faint":
      return line(accent, 1, 0.35);
    case "torch":
      return line(muted, 6, 0.35);
    case "past":
      return line(muted, 1, 0.6);
    case "chance":
      return line(muted, 1, 0.9, [2, 4]);
  }
}

/** The largest value, rounded up to a multiple of one half. */
function topOf(lines: readonly Line[]): number {
  let top = 0;
  for (const { values } of lines) for (const value of values) top = Math.max(top, value);
  return Math.ceil(top * 2 + 0.2) / 2;
}

/** Aligns the lines on the union of their updates, as uPlot requires. */
function aligned(lines: readonly Line[]): uPlot.AlignedData {
  return uPlot.join(lines.map(({ steps, values }) => [steps as number[], values as number[]] as uPlot.AlignedData));
}
