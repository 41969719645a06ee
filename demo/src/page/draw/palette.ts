/**
 * The style sheet's colors in light or dark mode, for drawing on canvases.
 */
const names = [
  ...(["ink", "muted", "faint", "line", "panel", "own", "other", "memory", "low", "high", "good"] as const),
  ...(["run1", "run2", "run3", "run4", "run5"] as const),
] as const;

export type Palette = Readonly<Record<(typeof names)[number], string>>;

const dark = matchMedia("(prefers-color-scheme: dark)");
let palette: Palette | undefined;

/** The current colors. */
export function currentPalette(): Palette {
  if (palette) return palette;
  const style = getComputedStyle(document.documentElement);
  palette = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
  return palette;
}

/** Calls `repaint` when the colors change. Returns how to stop that. */
export function onPaletteChange(repaint: () => void): () => void {
  const changed = () => {
    palette = undefined;
    repaint();
  };
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}

/** Colors of categories, such as languages, that are told apart in light and dark mode; the label is written beside them as well. */
export const categoryColors = ["#2563c9", "#c2570c", "#3f7d20", "#8b3fb5", "#b8860b", "#c02f5c", "#5b6b7a", "#0f8a6d"];
