/**
 * A name's letters with the likeliest language after each, how much the answer hangs on each, and what another letter would do.
 */
import type { NamesSeen } from "../../../shared/names/settings.js";
import { visible } from "../../../shared/visible.js";
import { percent } from "../../frame/numbers.js";
import type { NamesSession } from "./session.js";
import { labelColor, wordsFor } from "./words.js";

interface LettersProps {
  readonly session: NamesSession;
  readonly seen: NamesSeen;
}

/** Losses below this are shown as they are; the largest loss of a name fills the height. */
const smallLoss = 0.1;

export function Letters({ session, seen }: LettersProps) {
  const { cursor, at, settings } = session;
  const { label } = wordsFor(settings.value);
  const { letters, shares, labels, missed } = seen;
  const largest = Math.max(smallLoss, ...(missed ?? []));
  return (
    <>
      <div
        class="letters"
        style={{ "--letters": Math.max(8, letters.length) }}
        onPointerLeave={() => {
          cursor.at.value = undefined;
        }}
      >
        {letters.map((letter, t) => {
          const row = shares[t] ?? [];
          const best = row.indexOf(Math.max(...row));
          return (
            <span
              class={`letter${t === at.value ? " here" : ""}${t > at.value ? " unread" : ""}`}
              onPointerEnter={() => {
                cursor.at.value = t;
              }}
              onPointerDown={() => {
                cursor.pinned.value = t;
              }}
            >
              <span class="symbol">{visible(letter)}</span>
              <span class="verdict" style={{ background: labelColor(labels[best] ?? "", best) }}>
                <span class="quiet">{labels[best]}</span>
              </span>
              <span class="missed" style={{ "--share": Math.max(0, missed?.[t] ?? 0) / largest }} />
            </span>
          );
        })}
      </div>
      <ul class="legend">
        <li class="verdicts">the likeliest {label} after each letter</li>
        <li class="misses">how much the answer would lose without a letter</li>
      </ul>
      <p class="readline">{wordsOf(seen, at.value)}</p>
      <Swaps session={session} seen={seen} />
    </>
  );
}

/** What is known after a letter, and what the letter is worth. */
function wordsOf({ letters, shares, labels, missed }: NamesSeen, at: number) {
  const row = shares[at] ?? [];
  const best = row.indexOf(Math.max(...row));
  const final = shares.at(-1) ?? [];
  const answer = final.indexOf(Math.max(...final));
  const loss = missed?.[at];
  return (
    <>
      After {letters.slice(0, at + 1).join("")}: <b>{labels[best]}</b>, {percent(row[best] ?? 0)}.
      {loss !== undefined &&
        ` Without this ${visible(letters[at] ?? "")}, ${labels[answer]} would end at ${percent(Math.max(0, (final[answer] ?? 0) - loss))}.`}
    </>
  );
}

/** Other letters at the place that is pointed at, with which the answer is another one. */
function Swaps({ session, seen: { letters, labels, swaps } }: LettersProps) {
  const at = session.at.value;
  const found = swaps?.[at] ?? [];
  return (
    <p class="swaps note">
      {!swaps
        ? "When training pauses: how much the answer would lose without a letter, and what another letter would do."
        : found.length === 0
          ? `No other letter instead of this ${visible(letters[at] ?? "")} changes the answer.`
          : `Another letter instead of this ${visible(letters[at] ?? "")}: `}
      {found.map(({ letter, label, share }) => (
        <button
          type="button"
          onClick={() => session.ask({ name: letters.map((one, t) => (t === at ? letter : one)).join("") })}
        >
          <b>{letter}</b> <span class="swatch" style={{ background: labelColor(labels[label] ?? "", label) }} />
          {labels[label]} {percent(share)}
        </button>
      ))}
    </p>
  );
}
