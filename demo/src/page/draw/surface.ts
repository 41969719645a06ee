/**
 * A canvas with the resolution of the screen. It is measured only when its size changes, because measuring while drawing is slow.
 */
import { onPaletteChange } from "./palette.js";

export class Surface {
  readonly context: CanvasRenderingContext2D;
  /** In CSS pixels. */
  width = 0;
  height = 0;
  readonly #observer: ResizeObserver;
  readonly #forgetPalette: () => void;

  /** @param repaint called in a frame after size or colors have changed */
  constructor(canvas: HTMLCanvasElement, repaint: () => void) {
    this.context = canvas.getContext("2d") as CanvasRenderingContext2D;
    this.#observer = new ResizeObserver(([entry]) => {
      const { width, height } = (entry as ResizeObserverEntry).contentRect;
      if (width === this.width && height === this.height) return;
      this.width = width;
      this.height = height;
      const ratio = devicePixelRatio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      repaint();
    });
    this.#observer.observe(canvas);
    this.#forgetPalette = onPaletteChange(repaint);
  }

  /** An empty canvas to draw on; undefined while it has no size. */
  begin(): CanvasRenderingContext2D | undefined {
    if (this.width === 0 || this.height === 0) return undefined;
    this.context.clearRect(0, 0, this.width, this.height);
    this.context.globalAlpha = 1;
    this.context.setLineDash([]);
    return this.context;
  }

  close(): void {
    this.#observer.disconnect();
    this.#forgetPalette();
  }
}

/** The font of axes and of words on canvases. */
export const axisFont = "11px system-ui, sans-serif";

/** The font of single letters on canvases. */
export const labelFont = (size: number) => `${size}px ui-monospace, "SF Mono", Menlo, Consolas, monospace`;
