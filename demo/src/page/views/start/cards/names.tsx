import { name } from "../../../../shared/glimpses.js";
import { percent } from "../../../frame/numbers.js";
import type { CardOf } from "./card.js";

export const names: CardOf<"names"> = {
  name: "names",
  kind: "Names",
  title: "Where is this name from?",
  text: "Letters in, one label out.",
  Picture: ({ glimpse }) => (
    <div class="shares">
      <b>{name}</b>
      {glimpse?.shown.map(([language, share]) => (
        <div class="share">
          <span>{language}</span>
          <span class="bar">
            <span style={{ "--share": share.toFixed(3) }} />
          </span>
          <span class="bar-value">{percent(share)}</span>
        </div>
      ))}
    </div>
  ),
};
