/**
 * What is wrong with settings and data.
 */
import type { Flat, ModelSettings } from "../../shared/protocol.js";
import { reasonOf, SettingError } from "../../shared/reason.js";
import type { AnyView, Errors, Knob } from "./view.js";

/** An error for each setting that is wrong, and for the user's own data. */
export function errorsIn(view: AnyView, settings: Flat & ModelSettings, ownText: string | undefined): Errors {
  const knobs = [...view.knobs(settings), ...view.more(settings)];
  const wrong = knobs.flatMap((knob) => {
    const error = wrongNumber(knob, String(settings[knob.name]));
    return error === undefined ? [] : [[knob.name, error] as const];
  });
  return { ...refusalOf(view, settings, ownText), ...Object.fromEntries(wrong) };
}

/** What is wrong with settings that are valid by themselves, or with the data. */
export function refusalOf(view: AnyView, settings: Flat & ModelSettings, ownText: string | undefined): Errors {
  try {
    view.prepare(settings, ownText);
    return {};
  } catch (error) {
    const name = error instanceof SettingError ? error.setting : "own";
    const reason = reasonOf(error);
    // The field that shows it has the name.
    return { [name]: reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason };
  }
}

/** What is wrong with the text of a number. */
export function wrongNumber({ kind, min, max }: Knob, text: string): string | undefined {
  if (kind !== "whole" && kind !== "number") return undefined;
  const value = Number(text);
  const isWrong =
    text.trim() === "" ||
    !Number.isFinite(value) ||
    (kind === "whole" && !Number.isInteger(value)) ||
    value < (min ?? value) ||
    value > (max ?? value);
  if (!isWrong) return undefined;
  const what = kind === "whole" ? "a whole number" : "a number";
  if (min !== undefined && max !== undefined) return `Expected ${what} from ${min} to ${max}`;
  return min === undefined ? `Expected ${what}` : `Expected ${what} of at least ${min}`;
}
