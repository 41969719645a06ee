/**
 * What the model learns, and the message that it reads.
 */
import { useState } from "preact/hooks";
import { examplePairs } from "../../../shared/decipher/example-pairs.js";
import { fitted } from "../../../shared/decipher/message.js";
import { secretOf } from "../../../shared/decipher/reading.js";
import { appearances, type Settings, suggestedFor } from "../../../shared/decipher/settings.js";
import { type TaskData, taskData } from "../../../shared/decipher/task.js";
import { changeSetting } from "../../frame/knobs.js";
import { OwnText } from "../../frame/own-text.js";
import { TextField } from "../../frame/text-field.js";
import { anySession } from "../../run/view.js";
import type { DecipherSession } from "./session.js";

const choices = [
  ["caesar", "Caesar: shift by a key"],
  ["atbash", "Atbash: reversed alphabet"],
  ["affine", "Affine: a · x + b"],
  ["substitution", "Substitution: any swap"],
  ["vigenere", "Vigenère: shift by a word"],
  ["autokey", "Autokey: shift by itself"],
  ["enigma", "Enigma: turning rotors"],
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
    else changeSetting(anySession(session), { name: "task", label: "", kind: "choice" }, value);
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
      {task === "pairs" && (
        <OwnText
          session={anySession(session)}
          label="Pairs: input, a tab, target; one a line"
          note="Letters or words; both sides need as many as one another. Nothing is uploaded."
          learn={(text) => learnPairs(session, text, seed)}
        />
      )}
      <TextField
        name="message"
        label="Message"
        maxLength={48}
        value={message}
        note={
          fit !== message && cipher
            ? `It reads ${fit || "nothing"}: its letters are A to Z${cipher.alphabet.includes("-") ? " and -" : ""}.`
            : " "
        }
        ask={(text) => session.ask({ message: text })}
      />
      {cipher && (
        <TextField
          name="secret"
          label="The same, encrypted"
          maxLength={48}
          value={secretText ?? secret}
          ask={readSecret}
          onBlur={() => setSecretText(undefined)}
        />
      )}
    </>
  );
}

/** Trains on pairs, and asks for the first input. */
export function learnPairs(session: DecipherSession, text: string, seed: number): void {
  const message = firstInput(text);
  session.learn(text, { ...suggestedFor("pairs"), seed });
  session.ask({ message });
}

/** @throws Error with a message for the user */
export function firstInput(text: string): string {
  const [input] = taskData(suggestedFor("pairs"), text).pairs[0] as TaskData["pairs"][number];
  return typeof input === "string" ? input : input.join(" ");
}
