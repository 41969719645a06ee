import type { CardOf } from "./card.js";

export const write: CardOf<"write"> = {
  name: "write",
  kind: "Write",
  title: "What could come next?",
  text: "Letters in, a choice of letters out: towns that do not exist.",
  Picture: ({ glimpse }) => (
    <div class="invented">
      {glimpse?.shown.map((town) => (
        <span>{town || "…"}</span>
      ))}
    </div>
  ),
};
