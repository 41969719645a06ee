/**
 * The user's own data as text. Messages about faults stand below it; the run stays as it is.
 */
import { useState } from "preact/hooks";
import { reasonOf } from "../../shared/reason.js";
import type { AnySession } from "../run/view.js";

interface OwnTextProps {
  readonly session: AnySession;
  readonly label: string;
  /** The text below it while there is no fault. */
  readonly note?: string;
  /** Learns from the text. It throws an Error with a message for the user. */
  readonly learn: (text: string) => void;
}

const promise = "It stays on this page; nothing is uploaded.";

export function OwnText({ session, label, note = promise, learn }: OwnTextProps) {
  const [found, setError] = useState("");
  // What is wrong with the text that the view was opened with is a draft.
  const error = found || session.drafts.value["own"]?.error;
  const take = (given: string) => {
    try {
      learn(given);
      setError("");
    } catch (reason) {
      setError(reasonOf(reason));
    }
  };
  return (
    <div class="field">
      <label for="own-text">{label}</label>
      <textarea
        id="own-text"
        rows={6}
        spellcheck={false}
        value={session.ownText.value ?? ""}
        aria-describedby="own-note"
        aria-invalid={error ? true : undefined}
        onChange={({ currentTarget: { value } }) => take(value)}
        onInput={({ currentTarget: { value }, inputType }) => {
          // Typed text is used on change, pasted text immediately.
          if (inputType === "insertFromPaste") take(value);
        }}
      />
      <p id="own-note" class={error ? "field-error" : "note"} role={error ? "alert" : undefined}>
        {error || note}
      </p>
    </div>
  );
}
