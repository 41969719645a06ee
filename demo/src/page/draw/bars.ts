/**
 * Draws shares of a whole as bars with labels, the largest with its value.
 */
import { currentPalette } from "./palette.js";
import { axisFont, type Surface } from "./surface.js";

const [top, bottom, left, right] = [18, 18, 42, 6];

export interface Bars {
  readonly shares: readonly number[];
  readonly labels: readonly string[];
  /** Bars that are marked, such as those of the key; their labels are always there. */
  readonly marked: ReadonlySet<number>;
}

const slotOf = ({ width }: Surface, count: number) => (width - left - right) / count;

/** The bar at a place. */
export function barAt(surface: Surface, count: number, x: number): number | undefined {
  const bar = Math.floor((x - left) / slotOf(surface, count));
  return bar >= 0 && bar < count ? bar : undefined;
}

export function drawBars(surface: Surface, { shares, labels, marked }: Bars): void {
  const context = surface.begin();
  if (!context || shares.length === 0) return;
  const { own, muted, faint, ink } = currentPalette();
  const { width, height } = surface;
  const slot = slotOf(surface, shares.length);
  const room = height - top - bottom;
  const largest = shares.indexOf(Math.max(...shares));
  context.font = axisFont;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(top + room * (1 - share));
    context.fillStyle = faint;
    context.fillRect(left, y, width - left - right, 1);
    context.fillStyle = muted;
    context.fillText(`${100 * share} %`, left - 6, y);
  }
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  // Other labels where there is room.
  const every = Math.max(1, Math.ceil(16 / slot));
  for (const [i, share] of shares.entries()) {
    const x = left + i * slot;
    context.fillStyle = own;
    context.fillRect(x + 1, top + room * (1 - share), Math.max(1, slot - 2), room * share);
    const isNamed = marked.has(i) || (marked.size === 0 && i === largest);
    const isNear = [...marked].some((other) => other !== i && Math.abs(other - i) * slot < 18);
    if (!isNamed && (i % every !== 0 || isNear)) continue;
    context.fillStyle = isNamed ? ink : muted;
    context.font = isNamed ? `bold ${axisFont}` : axisFont;
    context.fillText(labels[i] ?? String(i), x + slot / 2, height - 5);
  }
  context.fillStyle = ink;
  const share = shares[largest] as number;
  const x = Math.min(width - 18, Math.max(left + 18, left + (largest + 0.5) * slot));
  context.fillText(`${Math.round(100 * share)} %`, x, top + room * (1 - share) - 6);
}
