/**
 * What the user points at. All panels share it, also those of two runs that are compared.
 */
import { type Signal, signal } from "@preact/signals";

export interface Cursor {
  /** The step of the sequence, and the one that stays after a tap. */
  readonly at: Signal<number | undefined>;
  readonly pinned: Signal<number | undefined>;
  /** The update of the run. */
  readonly update: Signal<number | undefined>;
}

export const newCursor = (): Cursor => ({
  at: signal(undefined),
  pinned: signal(undefined),
  update: signal(undefined),
});

/** What is read next has no step that was chosen. */
export function forgetPlace({ at, pinned }: Cursor): void {
  at.value = undefined;
  pinned.value = undefined;
}
