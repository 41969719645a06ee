/**
 * The message as the model reads it: what it reads, what it writes and how sure it is, and the truth.
 */
import { useEffect, useState } from "preact/hooks";
import { percent } from "../../frame/numbers.js";
import type { DecipherSession } from "./session.js";

const narrow = matchMedia("(max-width: 48rem)");

/** Letters of a line. */
const perLine = () => (narrow.matches ? 16 : 24);

export function Readout({ session }: { readonly session: DecipherSession }) {
  const [width, setWidth] = useState(perLine());
  useEffect(() => {
    const changed = () => setWidth(perLine());
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
  }, []);
  const { analysis, cursor, at } = session;
  const seen = analysis.value?.seen;
  if (!seen) return null;
  const { input, output, confidence, expected } = seen;
  const right = output.filter((symbol, i) => symbol === expected?.[i]).length;
  const alternatives = analysis.value?.inside.says ?? [];
  if (input.length === 0) return <p class="empty">Type a message of symbols that it knows.</p>;
  const isInWords = input.some((symbol) => [...symbol].length > 1);
  const lines = Array.from({ length: Math.ceil(input.length / width) }, (_, i) => i * width);
  const letters = Math.max(16, Math.min(input.length, width));
  const line = (symbols: readonly string[], from: number, kind: string, name: string) => (
    <div class={kind}>
      <span class="row-name">{name}</span>
      {symbols.slice(from, from + width).map((symbol, i) => {
        const t = from + i;
        const isRight = expected === undefined || expected[t] === output[t];
        return (
          <span
            class={`symbol${kind === "plain" && isRight ? " right" : ""}${at.value === t ? " here" : ""}`}
            style={kind === "plain" ? { "--sure": (confidence[t] as number).toFixed(2) } : undefined}
            onPointerEnter={() => {
              cursor.at.value = t;
            }}
            onPointerDown={() => {
              cursor.pinned.value = t;
            }}
          >
            {symbol}
          </span>
        );
      })}
    </div>
  );
  return (
    <figure class="readout-figure">
      <figcaption class="quiet">The message as the model reads it</figcaption>
      <div
        class={`readout${isInWords ? " words" : ""}`}
        style={{ "--letters": letters }}
        onPointerLeave={() => {
          cursor.at.value = undefined;
        }}
      >
        {lines.map((from) => (
          <>
            {line(input, from, "secret", "reads")}
            {line(output, from, "plain", "writes")}
            {expected && line(expected, from, "truth", "truth")}
          </>
        ))}
      </div>
      <p class="readline">
        <b>{input[at.value]}</b> read as{" "}
        {(alternatives[at.value] ?? []).slice(0, 3).map(({ text, share }, i) => (
          <span>
            {i > 0 && ", "}
            {text} {percent(share)}
          </span>
        ))}
        . Green is right{expected && `: ${right} of ${expected.length} in this message`}; bars show how sure it is.
      </p>
    </figure>
  );
}
