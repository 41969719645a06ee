/**
 * A name letter by letter, what the network takes it for, and names that it gets wrong.
 */
import { percent, whole } from "../../frame/numbers.js";
import { Letters } from "./letters.js";
import type { NamesSession } from "./session.js";
import { labelColor, wordsFor } from "./words.js";

export function Result({ session }: { readonly session: NamesSession }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { letters, shares, labels, wrong, heldBack } = seen;
  const words = wordsFor(session.settings.value);
  if (letters.length === 0)
    return (
      <p class="empty">
        Type a {words.one}, and see its {words.label}.
      </p>
    );
  const at = session.at.value;
  const now = shares[at] ?? [];
  return (
    <>
      <figure class="name-figure">
        <figcaption class="quiet">The {words.one} letter by letter</figcaption>
        <Letters session={session} seen={seen} />
        <h2 class="bars-title">
          After {at === letters.length - 1 ? letters.join("") : `“${letters.slice(0, at + 1).join("")}…”`}
        </h2>
        <ul class="bars">
          {labels.map((label, i) => (
            <li style={{ "--share": now[i] ?? 0 }}>
              <span class="bar-name">
                <span class="swatch" style={{ background: labelColor(label, i) }} />
                {label}
              </span>
              <span class="bar">
                <span style={{ background: labelColor(label, i) }} />
              </span>
              <span class="bar-value">{percent(now[i] ?? 0)}</span>
            </li>
          ))}
        </ul>
      </figure>
      <section class="wrong">
        <h2>
          Held-back {words.many} that it gets wrong: {whole(heldBack.wrong)} of {whole(heldBack.all)}
        </h2>
        <ul>
          {wrong.map(([name, truth, answer]) => (
            <li>
              <button type="button" class="link" onClick={() => session.ask({ name })}>
                {name}
              </button>{" "}
              <span class="note">
                {truth}, not {answer}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
