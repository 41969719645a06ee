/**
 * The settings of a view. A valid change starts a new run; one that is wrong says so at its field, and leaves the run as it is.
 */
import { batch } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Flat, ModelSettings } from "../../shared/protocol.js";
import { valueWords } from "../run/differences.js";
import { refusalOf, wrongNumber } from "../run/errors.js";
import { type AnySession, type Knob, suggestionsFor } from "../run/view.js";

type Settings = Flat & ModelSettings;

export function Knobs({ session, knobs }: { readonly session: AnySession; readonly knobs: readonly Knob[] }) {
  return (
    <div class="fields">
      {knobs.map((knob) => (
        <Field key={knob.name} session={session} knob={knob} />
      ))}
    </div>
  );
}

/** A setting with its label, and what is wrong with it. */
export function Field({ session, knob }: { readonly session: AnySession; readonly knob: Knob }) {
  const id = useId();
  const { name, label, kind, choices, min, max } = knob;
  const draft = session.drafts.value[name];
  const value = session.settings.value[name];
  // A setting is for both runs that are compared, but for the one in which they differ.
  const other = session.beside.value?.session.settings.value[name];
  const note = other === undefined || other === value ? knob.note : `In the second run: ${valueWords(knob, other)}`;
  const change = (text: string, isChecked: boolean) =>
    changeSetting(session, knob, kind === "check" ? isChecked : text);
  const described = draft ? `${id}-error` : note ? `${id}-note` : undefined;
  const common = { id, name, "aria-describedby": described, "aria-invalid": draft ? true : undefined } as const;
  const below = draft ? (
    <p id={`${id}-error`} class="field-error" role="alert">
      {draft.error}
    </p>
  ) : (
    note && (
      <p id={`${id}-note`} class="note">
        {note}
      </p>
    )
  );
  if (kind === "check")
    return (
      <div class="field">
        <label class="check">
          <input
            {...common}
            type="checkbox"
            checked={value === true}
            onChange={(event) => change("", event.currentTarget.checked)}
          />
          {label}
        </label>
        {below}
      </div>
    );
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {kind === "choice" ? (
        <select {...common} value={String(value)} onChange={(event) => change(event.currentTarget.value, false)}>
          {choices?.map(([choice, text]) => (
            <option value={choice}>{text}</option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type="text"
          inputMode={kind === "whole" ? "numeric" : kind === "number" ? "decimal" : "text"}
          autocomplete="off"
          spellcheck={false}
          data-min={min}
          data-max={max}
          value={draft?.text ?? String(value)}
          onChange={(event) => change(event.currentTarget.value, false)}
        />
      )}
      {below}
    </div>
  );
}

/** Applies a change of a field, or notes what is wrong with it. */
export function changeSetting(session: AnySession, knob: Knob, given: string | boolean): void {
  const { name } = knob;
  const isNumber = knob.kind === "whole" || knob.kind === "number";
  const value = isNumber ? Number(given) : given;
  const { view, ownText } = session;
  const before = session.settings.value;
  const settings = { ...before, [name]: value } as Settings;
  // Another task or source has suggestions of its own, with the same seed.
  const candidate =
    name === view.choice ? { ...suggestionsFor(view, settings, ownText.value), seed: before.seed } : settings;
  const wrong = wrongNumber(knob, String(given));
  const error = wrong ?? refusalOf(view, candidate as Settings, ownText.value)[name];
  if (error) {
    session.drafts.value = { ...session.drafts.value, [name]: { text: String(given), error } };
    return;
  }
  const { [name]: _, ...drafts } = session.drafts.value;
  batch(() => {
    session.restart(candidate as Settings);
    session.drafts.value = drafts;
  });
}
