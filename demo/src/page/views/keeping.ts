/**
 * The address follows the state, and the run outlives a reload.
 */

import { type Address, writeAddress } from "../state/address.js";
import { keep } from "../state/session.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";

/** The fragment that the page's state has; the browser's own may already be another page's. */
let fragment = location.hash;

export function keepAddress(store: PageStore, variant: Address["variant"]): void {
  let isFirst = true;
  store.watch(["settings", "message", "pace", "interventions", "lesson"], (state) => {
    // The address that the page was opened with stays: it may have a model in it.
    if (isFirst) {
      isFirst = false;
      return;
    }
    fragment = writeAddress({ ...state, variant });
    history.replaceState(null, "", fragment || location.pathname + location.search);
  });
  // Another address in the same tab is another page; replaceState is silent.
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
