/**
 * Draws a curve with axes in Braille characters, which have two by four dots.
 */
import { count } from "./format.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PictureOptions {
  /** The size of the plot, in characters. */
  readonly width: number;
  readonly height: number;
  readonly xLabel: string;
  readonly yLabel: string;
  /** A labeled, dotted reference line. */
  readonly level?: { readonly y: number; readonly label: string };
}

/** @returns lines: the curve through `points` (ascending in x) over axes that begin at 0 */
export function picture(points: readonly Point[], { width, height, xLabel, yLabel, level }: PictureOptions): string[] {
  const dots = new Dots(width, height);
  const right = points.at(-1)?.x || 1;
  const top = Math.max(...points.map(({ y }) => y), level?.y ?? 0) || 1;
  const column = (x: number): number => Math.round((x / right) * (dots.width - 1));
  const row = (y: number): number => Math.round((1 - y / top) * (dots.height - 1));

  if (level) for (let x = 0; x < dots.width; x += 4) dots.set(x, row(level.y));
  points.forEach((to, i) => {
    const from = points[i - 1] ?? to;
    dots.line(column(from.x), row(from.y), column(to.x), row(to.y));
  });

  const levelLine = level && Math.floor(row(level.y) / 4);
  const labels = new Map([top, top / 2, 0].map((y) => [Math.min(height - 1, Math.floor(row(y) / 4)), y.toFixed(1)]));
  const margin = Math.max(...[...labels.values()].map((label) => label.length));
  return [
    `${" ".repeat(margin + 1)}${yLabel}`,
    ...dots
      .lines()
      .map((line, i) =>
        `${(labels.get(i) ?? "").padStart(margin)} ┤${line}${i === levelLine ? ` ${level?.label}` : ""}`.trimEnd(),
      ),
    `${" ".repeat(margin + 1)}└${"─".repeat(width)}`,
    `${" ".repeat(margin + 2)}0${`${count(right)} ${xLabel}`.padStart(width - 1)}`,
  ];
}

/** A canvas of dots, eight per character. */
class Dots {
  readonly width: number;
  readonly height: number;
  readonly #cells: Uint8Array[];

  constructor(columns: number, rows: number) {
    this.width = columns * 2;
    this.height = rows * 4;
    this.#cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  }

  set(x: number, y: number): void {
    const cells = this.#cells[y >> 2];
    // The bits of U+2800 to U+28FF by row: left dot, right dot. The lowest row was added to Braille later, hence its bits.
    const bit = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80][(y & 3) * 2 + (x & 1)] ?? 0;
    if (cells) cells[x >> 1] = (cells[x >> 1] ?? 0) | bit;
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let i = 0; i <= steps; i++)
      this.set(Math.round(x0 + ((x1 - x0) * i) / steps), Math.round(y0 + ((y1 - y0) * i) / steps));
  }

  lines(): string[] {
    return this.#cells.map((row) =>
      [...row].map((bits) => (bits === 0 ? " " : String.fromCharCode(0x2800 + bits))).join(""),
    );
  }
}
