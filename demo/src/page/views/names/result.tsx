/**
 * A name letter by letter, what the network takes it for, and names that it gets wrong.
 */
import { categoryColors } from "../../draw/palette.js";
import { percent } from "../../frame/numbers.js";
import { Letters } from "./letters.js";
import type { NamesSession } from "./session.js";

export function Result({ session }: { readonly session: NamesSession }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { letters, shares, labels, wrong, heldBackRight } = seen;
  if (letters.length === 0) return <p class="empty">Type a name, and see where it is from.</p>;
  const now = shares[session.at.value] ?? [];
  return (
    <>
      <figure class="name-figure">
        <figcaption class="quiet">The name letter by letter</figcaption>
        <Letters session={session} seen={seen} />
        <ul class="bars">
          {labels.map((label, i) => (
            <li style={{ "--share": now[i] ?? 0 }}>
              <span class="bar-name">
                <span class="swatch" style={{ background: categoryColors[i % categoryColors.length] }} />
                {label}
              </span>
              <span class="bar">
                <span style={{ background: categoryColors[i % categoryColors.length] }} />
              </span>
              <span class="bar-value">{percent(now[i] ?? 0)}</span>
            </li>
          ))}
        </ul>
      </figure>
      <section class="wrong">
        <h2>Held-back names that it gets wrong ({percent(1 - heldBackRight)})</h2>
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
