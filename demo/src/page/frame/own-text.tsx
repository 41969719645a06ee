/**
 * The user's own data as text. What is wrong with it is said below it, and leaves the run as it is.
 */
import { useState } from "preact/hooks";
import { reasonOf } from "../../shared/reason.js";

interface OwnTextProps {
  readonly label: string;
  readonly text: string;
  /** What is wrong with the text that the view was opened with. */
  readonly given: string | undefined;
  /** Learns from the text. It throws an Error with a message for the user. */
  readonly learn: (text: string) => void;
}

export function OwnText({ label, text, given: before = "", learn }: OwnTextProps) {
  const [found, setError] = useState("");
  const error = found || before;
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
        value={text}
        aria-describedby="own-note"
        aria-invalid={error ? true : undefined}
        onChange={({ currentTarget: { value } }) => take(value)}
        onInput={({ currentTarget: { value }, inputType }) => {
          // Typed text is used on change, pasted text immediately.
          if (inputType === "insertFromPaste") take(value);
        }}
      />
      <p id="own-note" class={error ? "field-error" : "note"} role={error ? "alert" : undefined}>
        {error || "It stays on this page; nothing is uploaded."}
      </p>
    </div>
  );
}
