/**
 * What is saved of a session, for a reload or to come back to.
 */
import { batch, type Signal } from "@preact/signals";
import type { SavedSession } from "./saved.js";
import { triedIn } from "./tried.js";
import type { AnySession } from "./view.js";

/** The state of a session's run; undefined while there is nothing to save. */
export function savedOf({ run, curve, ownText, savedRun }: AnySession): SavedSession | undefined {
  return (
    savedRun && {
      ...savedRun,
      fragment: location.hash,
      ownText: ownText.value,
      isFinished: run.value.phase === "finished",
      isPlaying: run.value.phase === "running",
      step: run.value.step,
      curve: curve.value.points.toJSON(),
    }
  );
}

/** @returns restores the session as it is now: its settings, its question, and its run, paused */
export function comingBackTo(session: AnySession): () => void {
  const { settings, query, interventions, ownText, pace, run } = session;
  const signals = [settings, query, interventions, ownText] as const;
  const values = signals.map(({ value }) => value);
  const speed = pace.value;
  const saved = run.value.step > 0 ? savedOf(session) : undefined;
  return () => {
    batch(() => {
      for (const [i, one] of signals.entries()) (one as Signal<unknown>).value = values[i];
      triedIn(session).value = undefined;
    });
    if (saved) session.resume({ ...saved, isPlaying: false });
    else session.begin();
    session.setPace(speed);
  };
}
