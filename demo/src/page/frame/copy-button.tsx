/**
 * A button that copies text and confirms it briefly.
 */
import { useState } from "preact/hooks";
import { reasonOf } from "../../shared/reason.js";

const saidForMs = 1500;

interface CopyProps {
  readonly id?: string;
  readonly name: string;
  readonly text: () => string | Promise<string>;
}

export function CopyButton({ id, name, text }: CopyProps) {
  const [said, setSaid] = useState<string>();
  const [error, setError] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await text());
      setError("");
      setSaid("Copied");
      setTimeout(() => setSaid(undefined), saidForMs);
    } catch (reason) {
      setError(reasonOf(reason));
    }
  };
  return (
    <span class="copying">
      {/* The name keeps its room, so that nothing moves. */}
      <button type="button" id={id} onClick={copy} aria-label={said ? `${name}: copied` : undefined}>
        <span class={said ? "unseen" : ""}>{name}</span>
        {said && <span class="said">{said}</span>}
      </button>
      {error && (
        <span class="field-error" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}
