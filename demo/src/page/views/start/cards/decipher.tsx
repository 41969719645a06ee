import { message, secret } from "../../../../shared/glimpses.js";
import type { CardOf } from "./card.js";

export const decipher: CardOf<"decipher"> = {
  name: "decipher",
  kind: "Decipher",
  title: "What did it mean?",
  text: "Letters in, letters out. Green: right.",
  Picture: ({ glimpse }) => (
    <div class="read">
      <span>{secret}</span>
      <b>
        {[...(glimpse?.shown ?? "")].map((letter, i) => (
          <span class={letter === message[i] ? "right" : undefined}>{letter}</span>
        ))}
      </b>
    </div>
  ),
};
