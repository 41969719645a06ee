/**
 * What a view learns from: data of the page, or the user's own.
 */
import type { AnySession } from "../run/view.js";
import { Field } from "./knobs.js";
import { OwnText } from "./own-text.js";

interface SourceProps {
  readonly session: AnySession;
  readonly label: string;
  /** [value, label] */
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly own: {
    /** What the user's own data is called among the choices, once there is some. */
    readonly choice: string;
    readonly label: string;
    /** Learns from a text. It throws an Error with a message for the user. */
    readonly learn: (text: string) => void;
  };
}

export function Source({ session, label, choices, own }: SourceProps) {
  const isOwn = session.settings.value["source"] === "own";
  const all = isOwn || session.ownText.value !== undefined ? [...choices, ["own", own.choice] as const] : choices;
  return (
    <>
      <Field session={session} knob={{ name: "source", label, kind: "choice", choices: all }} />
      {isOwn && <OwnText session={session} label={own.label} learn={own.learn} />}
    </>
  );
}
