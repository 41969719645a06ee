/**
 * The style sheet's colors in light or dark mode, for drawing on canvases.
 */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly faint: string;
  readonly paper: string;
  readonly accent: string;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
let palette: Palette | undefined;

/** The current colors. */
export function currentPalette(): Palette {
  if (palette) return palette;
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  palette = {
    ink: color("ink"),
    muted: color("muted"),
    faint: color("faint"),
    paper: color("panel"),
    accent: color("accent"),
  };
  return palette;
}

/** Calls `repaint` when the colors change. */
export function onPaletteChange(repaint: () => void): void {
  dark.addEventListener("change", () => {
    palette = undefined;
    repaint();
  });
}
