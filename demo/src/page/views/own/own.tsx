/**
 * Your data: one place to drop, paste or type it, and what it is good for.
 */
import { useMemo, useState } from "preact/hooks";
import { proposalsFor } from "../../../shared/detect.js";
import { FileButton } from "../../frame/file-button.js";
import { handedOver } from "../../run/handed-over.js";
import type { Kind } from "./kinds.js";
import { Guide, Offers } from "./offers.js";

/** Larger files are not read: the networks here are small. */
const maxBytes = 2_000_000;

/** @throws Error with a message for the user */
async function textOf(file: File): Promise<string> {
  if (file.size > maxBytes)
    throw new Error(`${file.name} has ${Math.round(file.size / 1e6)} MB; at most ${maxBytes / 1e6} MB are read.`);
  const text = await file.text();
  if (text.includes("\0"))
    throw new Error(`${file.name} is not a text file. A model (.safetensors) is opened in the view that it is for.`);
  return text;
}

export function Page() {
  const [text, setText] = useState("");
  const [fileError, setFileError] = useState("");
  const [isOver, setOver] = useState(false);
  const found = useMemo(() => (text.trim() === "" ? undefined : proposalsFor(text)), [text]);
  const isUseless = found?.proposals.length === 0;
  const error = fileError || (isUseless ? "Nothing can be learned from this yet." : "");
  const take = (given: string) => {
    setFileError("");
    setText(given);
  };
  const read = (file: File | undefined) => file && textOf(file).then(take, ({ message }) => setFileError(message));
  const choose = ({ view, address }: Kind) => {
    handedOver.value = { view, text };
    location.hash = address;
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
        <div class="row between">
          <label for="own-data">Numbers, texts with labels, pairs, or any text</label>
          <button type="button" class="link" id="clear" disabled={text === ""} onClick={() => take("")}>
            Clear
          </button>
        </div>
        <textarea
          id="own-data"
          rows={14}
          spellcheck={false}
          value={text}
          aria-describedby="own-error"
          aria-invalid={error ? true : undefined}
          onInput={({ currentTarget: { value } }) => take(value)}
        />
        <p id="own-error" class="field-error" role="alert">
          {error}
        </p>
        <div class="row">
          <FileButton
            name="Choose a file"
            accept=".txt,.csv,.tsv,.jsonl,.json"
            describedBy="file-note own-error"
            isInvalid={fileError !== ""}
            take={read}
          />
          <p id="file-note" class="note">
            .txt, .csv, .tsv or .jsonl, of at most {maxBytes / 1e6} MB
          </p>
        </div>
      </div>
      <section class="proposals" aria-live="polite" aria-label="What can be learned from it">
        {found && <Offers found={found} choose={choose} />}
        {!found || isUseless ? (
          <Guide take={take} />
        ) : (
          <details>
            <summary>Examples of what it can be</summary>
            <Guide take={take} />
          </details>
        )}
      </section>
    </main>
  );
}
