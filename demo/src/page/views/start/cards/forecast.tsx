import { passengers } from "../../../../shared/glimpses.js";
import type { CardOf } from "./card.js";

const [width, height] = [220, 80];
const { seen, hidden } = passengers;
const most = 1.1 * Math.max(...seen, ...hidden);
const months = seen.length + hidden.length;

/** The line through values from a month on. */
const line = (values: readonly number[], from: number) =>
  `M${values
    .map((value, i) => {
      const x = ((from + i) / (months - 1)) * width;
      const y = height - (Math.max(0, Math.min(value, most)) / most) * height;
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("L")}`;

const last = seen.slice(-1);

export const forecast: CardOf<"forecast"> = {
  name: "forecast",
  kind: "Forecast",
  title: "What comes next?",
  text: "Numbers in, the next number out. Dotted: what came.",
  Picture: ({ glimpse }) => (
    <svg viewBox={`0 0 ${width} ${height}`} class="spark" preserveAspectRatio="none" aria-hidden="true">
      <path d={line(seen, 0)} />
      <path class="truth" d={line([...last, ...hidden], seen.length - 1)} />
      {glimpse && <path class="own" d={line([...last, ...glimpse.shown], seen.length - 1)} />}
    </svg>
  ),
};
