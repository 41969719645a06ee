/**
 * Your data: one place to drop, paste or type it, and what it is good for.
 */
import { useState } from "preact/hooks";
import { proposalsFor } from "../../../shared/detect.js";
import type { SubjectName } from "../../../shared/protocol.js";
import { handedOver } from "../../run/handed-over.js";

const offers: Readonly<Record<SubjectName, readonly [action: string, about: string]>> = {
  forecast: ["Forecast it", "It hides the end of your numbers, and goes on by itself."],
  names: ["Classify it", "It reads each text letter by letter, and learns the label."],
  write: ["Write like it", "It learns which letter follows which, and writes on."],
  decipher: ["Decipher it", "It learns what stands for what, place by place."],
};

/** The view reads its source from its address. */
const addresses: Readonly<Record<SubjectName, string>> = {
  forecast: "#/forecast?source=own",
  names: "#/names?source=own",
  write: "#/write?source=own",
  decipher: "#/decipher?task=pairs",
};

const examples: readonly (readonly [name: string, text: () => string])[] = [
  [
    "tags of words",
    () =>
      [
        "the cat sat\tDET NOUN VERB",
        "a dog ran\tDET NOUN VERB",
        "the old dog sat\tDET ADJ NOUN VERB",
        "a young cat ran\tDET ADJ NOUN VERB",
      ].join("\n"),
  ],
  [
    "a column of numbers",
    () =>
      `day,visitors\n${Array.from({ length: 84 }, (_, i) => `${i + 1},${Math.round(100 + i + 30 * Math.sin((2 * Math.PI * i) / 7) + 6 * Math.cos(i * i))}`).join("\n")}`,
  ],
  [
    "messages for teams",
    () =>
      [
        "my invoice is wrong\tbilling",
        "the app crashes on start\ttechnical",
        "please send a receipt\tbilling",
        "cannot log in\ttechnical",
        "refund my payment\tbilling",
        "error on the screen\ttechnical",
        "charged twice this month\tbilling",
        "the page does not load\ttechnical",
        "change my bank details\tbilling",
        "the update failed\ttechnical",
        "invoice for march\tbilling",
        "login button broken\ttechnical",
      ].join("\n"),
  ],
];

/** Larger files are not read: the networks here are small. */
const maxBytes = 2_000_000;

export function Page() {
  const [text, setText] = useState("");
  const [error, setError] = useState("");
  const [isOver, setOver] = useState(false);
  const { proposals, reasons } = text.trim() ? proposalsFor(text) : { proposals: [], reasons: [] };
  const read = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > maxBytes)
      return setError(`${file.name} has ${Math.round(file.size / 1e6)} MB; at most ${maxBytes / 1e6} MB are read.`);
    const given = await file.text();
    if (given.includes("\0"))
      return setError(`${file.name} is not a text file. A model (.safetensors) is opened in the view that it is for.`);
    setError("");
    setText(given);
  };
  const hand = (view: SubjectName) => {
    handedOver.value = { view, text };
    location.hash = addresses[view];
  };
  return (
    <main class="own-page">
      <h1>Your data</h1>
      <p class="lead">
        Drop a file, paste, or type. The page looks at it and proposes what to learn from it. Nothing is uploaded.
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button for files does the same */}
      <div
        class={`drop${isOver ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void read(event.dataTransfer?.files[0]);
        }}
      >
        <label for="own-data">Numbers, texts with labels, pairs, or any text</label>
        <textarea
          id="own-data"
          rows={10}
          spellcheck={false}
          value={text}
          aria-describedby="own-error"
          aria-invalid={error ? true : undefined}
          onInput={({ currentTarget: { value } }) => {
            setError("");
            setText(value);
          }}
        />
        <div class="row">
          <label class="file">
            <span>Or choose a file</span>
            <input
              type="file"
              accept=".txt,.csv,.tsv,.jsonl,.json"
              onChange={({ currentTarget }) => read(currentTarget.files?.[0])}
            />
          </label>
          <span class="note">Examples:</span>
          {examples.map(([name, example]) => (
            <button type="button" class="link" onClick={() => setText(example())}>
              {name}
            </button>
          ))}
        </div>
        <p id="own-error" class="field-error" role="alert">
          {error}
        </p>
      </div>
      <section class="proposals" aria-live="polite">
        {proposals.map(({ view, found }, i) => (
          <article class="card">
            <h2>{found}</h2>
            <p>{offers[view][1]}</p>
            <button type="button" class={i === 0 ? "primary" : ""} data-view={view} onClick={() => hand(view)}>
              {offers[view][0]}
            </button>
          </article>
        ))}
        {reasons.length > 0 && (
          <details>
            <summary>
              {proposals.length
                ? "Why not something else?"
                : "This does not look like anything that can be learned here"}
            </summary>
            <ul>
              {reasons.map(([view, reason]) => (
                <li>
                  {offers[view][0]}: {reason}.
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
    </main>
  );
}
