/** What a session's settings make of its series, prepared once for all that show it. */
import {
  type ForecastSeen,
  type Prepared,
  prepare,
  type Query,
  type Settings,
} from "../../../shared/forecast/settings.js";
import type { Session } from "../../run/session.js";

export type ForecastSession = Session<Settings, Query, ForecastSeen>;

const known = new WeakMap<Settings, { readonly text: string | undefined; readonly prepared: Prepared | undefined }>();

/** @returns undefined for settings or data that are refused */
export function preparedOf({ settings, ownText }: ForecastSession): Prepared | undefined {
  const [given, text] = [settings.value, ownText.value];
  const before = known.get(given);
  if (before && before.text === text) return before.prepared;
  const prepared = preparedOrNone(given, text);
  known.set(given, { text, prepared });
  return prepared;
}

function preparedOrNone(settings: Settings, text: string | undefined): Prepared | undefined {
  try {
    return prepare(settings, text);
  } catch {
    // The frame says what is wrong with them.
    return undefined;
  }
}
