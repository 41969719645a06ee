/**
 * What the model learns, and the message that it reads.
 */
import { useState } from "preact/hooks";
import { examplePairs } from "../../../shared/decipher/example-pairs.js";
import { fitted } from "../../../shared/decipher/message.js";
import { secretOf } from "../../../shared/decipher/reading.js";
import { appearances, type Settings, suggestedFor } from "../../../shared/decipher/settings.js";
import { type TaskData, taskData } from "../../../shared/decipher/task.js";
import { reasonOf } from "../../../shared/reason.js";
import { changeSetting } from "../../frame/knobs.js";
import type { AnySession } from "../../run/view.js";
import type { DecipherSession } from "./session.js";

const choices = [
  ["caesar", "Caesar: shifts by a key"],
  ["atbash", "Atbash: the alphabet reversed"],
  ["affine", "Affine: a · x + b"],
  ["substitution", "Substitution: any exchange"],
  ["vigenere", "Vigenère: shifts by a word"],
  ["autokey", "Autokey: shifts by itself"],
  ["enigma", "Enigma: turns at each letter"],
  ["pairs", "Pairs of your own"],
] as const;

export function taskOrNone(settings: Settings, ownText: string | undefined): TaskData | undefined {
  try {
    return taskData(settings, ownText);
  } catch {
    return undefined;
  }
}

export function Data({ session }: { readonly session: DecipherSession }) {
  const { settings, query, ownText } = session;
  const { task, seed } = settings.value;
  const { message } = query.value;
  const [secretText, setSecretText] = useState<string>();
  const prepared = taskOrNone(settings.value, ownText.value);
  const { cipher } = prepared ?? {};
  const secret = cipher && prepared ? (secretOf(prepared, message) as string) : "";
  const fit = prepared && cipher ? (fitted(message, prepared.inputs) as string) : message;
  const choose = (value: string) => {
    if (value === "pairs") learnPairs(session, ownText.value ?? examplePairs(), seed);
    else changeSetting(session as unknown as AnySession, { name: "task", label: "", kind: "choice" }, value);
  };
  const readSecret = (text: string) => {
    setSecretText(text);
    if (cipher && prepared) session.ask({ message: cipher.decrypt(fitted(text, prepared.inputs) as string) });
  };
  return (
    <>
      <div class="field">
        <label for="task">What it should decipher</label>
        <select id="task" name="task" value={task} onChange={({ currentTarget: { value } }) => choose(value)}>
          {choices.map(([value, text]) => (
            <option value={value}>{text}</option>
          ))}
        </select>
        <p id="task-note" class="note">
          {appearances[task].note}
        </p>
      </div>
      {task === "pairs" && <Pairs session={session} />}
      <div class="field">
        <label for="message">Message</label>
        <input
          id="message"
          name="message"
          type="text"
          maxLength={48}
          autocomplete="off"
          spellcheck={false}
          value={message}
          aria-describedby="message-note"
          onInput={({ currentTarget: { value } }) => session.ask({ message: value })}
        />
        <p id="message-note" class="note">
          {fit !== message && cipher
            ? `It reads ${fit || "nothing"}: its letters are A to Z${cipher.alphabet.includes("-") ? " and -" : ""}.`
            : " "}
        </p>
      </div>
      {cipher && (
        <div class="field">
          <label for="secret">The same, encrypted</label>
          <input
            id="secret"
            name="secret"
            type="text"
            maxLength={48}
            autocomplete="off"
            spellcheck={false}
            value={secretText ?? secret}
            onInput={({ currentTarget: { value } }) => readSecret(value)}
            onBlur={() => setSecretText(undefined)}
          />
        </div>
      )}
    </>
  );
}

function Pairs({ session }: { readonly session: DecipherSession }) {
  const { ownText, settings } = session;
  const [found, setError] = useState("");
  const error = found || (session.drafts.value["pairs"]?.error ?? "");
  const learn = (text: string) => {
    try {
      taskData({ ...settings.value, task: "pairs" }, text);
      setError("");
      learnPairs(session, text, settings.value.seed);
    } catch (reason) {
      setError(reasonOf(reason));
    }
  };
  return (
    <div class="field">
      <label for="pairs">Pairs: input, a tab, target; one a line</label>
      <textarea
        id="pairs"
        name="pairs"
        rows={6}
        spellcheck={false}
        value={ownText.value ?? ""}
        aria-describedby="pairs-note"
        aria-invalid={error ? true : undefined}
        onChange={({ currentTarget: { value } }) => learn(value)}
        onInput={({ currentTarget: { value }, inputType }) => {
          // Typed pairs are used on change, pasted pairs immediately.
          if (inputType === "insertFromPaste") learn(value);
        }}
      />
      <p id="pairs-note" class={error ? "field-error" : "note"} role={error ? "alert" : undefined}>
        {error || "Letters or words; both sides need as many as one another. Nothing is uploaded."}
      </p>
    </div>
  );
}

/** Trains on pairs, and asks for the first input. */
export function learnPairs(session: DecipherSession, text: string, seed: number): void {
  session.learn(text, { ...suggestedFor("pairs"), seed });
  const [first] = taskData(suggestedFor("pairs"), text).pairs;
  if (first) session.ask({ message: typeof first[0] === "string" ? first[0] : first[0].join(" ") });
}
