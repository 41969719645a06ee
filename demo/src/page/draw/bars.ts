/**
 * Draws shares of a whole as bars, numbered from 0, and labels the largest.
 */
import { currentPalette } from "./palette.js";
import { labelFont, type Surface } from "./surface.js";

const [top, bottom] = [18, 18];

export function drawBars(surface: Surface, shares: readonly number[]): void {
  const context = surface.begin();
  if (!context) return;
  const { accent, muted, faint, ink } = currentPalette();
  const { width, height } = surface;
  const slot = width / shares.length;
  const room = height - top - bottom;
  const largest = shares.indexOf(Math.max(...shares));
  context.fillStyle = faint;
  context.fillRect(0, top + room, width, 1);
  context.textAlign = "center";
  context.font = labelFont(10);
  for (const [i, share] of shares.entries()) {
    context.fillStyle = accent;
    context.fillRect(i * slot + 1, top + room * (1 - share), Math.max(1, slot - 2), room * share);
    if (i % 5 !== 0 && i !== largest) continue;
    if (i !== largest && Math.abs(i - largest) * slot < 18) continue;
    context.fillStyle = i === largest ? ink : muted;
    context.fillText(String(i), (i + 0.5) * slot, height - 5);
  }
  context.fillStyle = ink;
  const share = shares[largest] as number;
  const x = Math.min(width - 18, Math.max(18, (largest + 0.5) * slot));
  context.fillText(`${Math.round(100 * share)} %`, x, top + room * (1 - share) - 6);
}
