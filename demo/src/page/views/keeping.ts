/**
 * Updates the address when the state changes, and saves the run for a reload.
 */

import { type Address, writeAddress } from "../state/address.js";
import { keep } from "../state/session.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";

/** The fragment of the page's state; the browser's may already belong to another address. */
let fragment = location.hash;

export function keepAddress(store: PageStore, variant: Address["variant"]): void {
  let isFirst = true;
  store.watch(["settings", "message", "pace", "interventions", "lesson"], (state) => {
    // Keep the address that the page was opened with, which may contain a model.
    if (isFirst) {
      isFirst = false;
      return;
    }
    fragment = writeAddress({ ...state, variant });
    history.replaceState(null, "", fragment || location.pathname + location.search);
  });
  // Another fragment in the same tab needs a reload; replaceState fires no event.
  addEventListener("hashchange", () => location.reload());
}

export function keepSession(store: PageStore, client: WorkerClient): void {
  addEventListener("pagehide", () => {
    const { run, curve, runName, pairsText } = store.state;
    const { savedRun } = client;
    if (!savedRun) return;
    keep({
      fragment,
      pairsText,
      ...savedRun,
      isFinished: run.phase === "finished",
      isPlaying: run.phase === "running",
      step: run.step,
      runName,
      curve: curve.toJSON(),
    });
  });
}
