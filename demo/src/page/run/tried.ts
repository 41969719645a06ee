/**
 * The answer to what was tried last in a session, and how to restore what was there before.
 */
import { type Signal, signal } from "@preact/signals";
import type { AnySession } from "./view.js";

export interface Tried {
  readonly verdict: string;
  readonly why: string;
  readonly undo: () => void;
}

const known = new WeakMap<AnySession, Signal<Tried | undefined>>();

export function triedIn(session: AnySession): Signal<Tried | undefined> {
  const tried = known.get(session) ?? signal<Tried | undefined>(undefined);
  known.set(session, tried);
  return tried;
}
