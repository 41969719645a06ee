/**
 * What it writes, what could follow at the place that is pointed at, and how surprised it is beside simple rules.
 */
import type { WriteSeen } from "../../../shared/write/settings.js";
import { percent } from "../../frame/numbers.js";
import { measuredAt } from "../../run/measured.js";
import { Samples } from "./samples.js";
import type { WriteSession } from "./session.js";

const bitsText = (bits: number) => `${bits.toFixed(2)} bits`;

export function Result({ session }: { readonly session: WriteSession }) {
  const { analysis, cursor, at, query } = session;
  const now = analysis.value;
  if (!now) return null;
  const { seen } = now;
  const isOwn = session.settings.value.source === "own";
  const { symbols, given, bits, items, copied } = seen;
  const isItems = items.length > 0;
  // Items are read with their start symbol, so that step 0 is before the first letter.
  const offset = isItems ? 1 : 0;
  const next = seen.next[at.value] ?? [];
  const { temperature } = query.value;
  const surprise = bits.reduce((sum, value) => sum + value, 0) / Math.max(1, bits.length);
  const mean = measuredAt(session, now.step).validation?.score;
  const before = symbols.slice(0, at.value + 1 - offset).join("");
  const branch = (text: string) => {
    const prompt = before + text.replace("␣", " ").replace("↵", "\n");
    session.ask({ prompt });
    // The next choice is the one after the letter.
    cursor.pinned.value = [...prompt].length - 1 + offset;
  };
  return (
    <>
      <figure class="written-figure">
        <figcaption class="row between">
          <h2>{!isItems ? "It writes" : isOwn ? "A line, letter by letter" : "A name, letter by letter"}</h2>
          <button type="button" id="again" onClick={() => session.ask({ draw: query.value.draw + 1 })}>
            Write another
          </button>
        </figcaption>
        <p
          class={`written${isItems ? " item" : ""}`}
          id="written"
          tabIndex={isItems ? undefined : 0}
          onPointerLeave={() => {
            cursor.at.value = undefined;
          }}
        >
          {symbols.map((symbol, i) => (
            <span
              class={`letter${i < given ? " given" : ""}${i + offset === at.value ? " here" : ""}${i >= copied[0] && i < copied[1] && !isItems ? " copied" : ""}`}
              style={{ "--surprise": Math.min(1, (bits[i] ?? 0) / 6).toFixed(2) }}
              onPointerEnter={() => {
                cursor.at.value = i + offset;
              }}
              onPointerDown={() => {
                cursor.pinned.value = i + offset;
              }}
            >
              {symbol}
            </span>
          ))}
        </p>
        <p class="readline">
          The stronger the tint, the more it was surprised: {bitsText(surprise)} per letter here.
          {!isItems &&
            copied[1] - copied[0] > 0 &&
            ` Underlined: ${copied[1] - copied[0]} letters that its text has word for word.`}
        </p>
      </figure>
      <div class="pair">
        <section>
          <h2>What could follow “{before.slice(-12) || "the beginning"}”</h2>
          <ul class="bars">
            {next.map(({ text, share, drawn }) => (
              <li style={{ "--share": drawn, "--untempered": share }}>
                <button type="button" class="bar-name link" disabled={text === "⏎"} onClick={() => branch(text)}>
                  {text === "⏎" ? "the end" : text}
                </button>
                <span class="bar">
                  <span />
                  <i />
                </span>
                <span class="bar-value">{percent(drawn)}</span>
              </li>
            ))}
          </ul>
          <p class="note">
            Bars: as it is drawn, at temperature {temperature.toFixed(1)}. Ticks: the network’s own probabilities. Press
            a letter to go on with it.
          </p>
        </section>
        {isItems ? (
          <section>
            <h2>{isOwn ? "More lines" : "More names"}</h2>
            <ul class="names">
              {items.map(([text, isKnown]) => (
                <li>
                  {text} {isKnown && <span class="note">copied</span>}
                </li>
              ))}
            </ul>
          </section>
        ) : (
          <Baselines mean={mean} seen={seen} />
        )}
      </div>
      <div class="pair">
        <Samples session={session} />
        {isItems && <Baselines mean={mean} seen={seen} />}
      </div>
    </>
  );
}

function Baselines({ mean, seen }: { readonly mean: number | undefined; readonly seen: WriteSeen }) {
  const { frequencies, pairs } = seen.baselines;
  return (
    <section>
      <h2>Bits per letter</h2>
      <dl class="errors stacked">
        <div class={mean !== undefined && mean < pairs ? "better" : ""}>
          <dt>this network, on what was held back</dt>
          <dd>{mean === undefined ? "–" : bitsText(mean)}</dd>
        </div>
        <div>
          <dt>knowing the letter before</dt>
          <dd>{bitsText(pairs)}</dd>
        </div>
        <div>
          <dt>knowing how frequent letters are</dt>
          <dd>{bitsText(frequencies)}</dd>
        </div>
      </dl>
    </section>
  );
}
