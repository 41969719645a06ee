/**
 * Keeps the run across a reload of the page, in this tab only. It is written when the page unloads.
 */

import type { Curve } from "../../shared/curve.js";
import type { SavedRun } from "../../shared/protocol.js";
import { bytesOf, textOf } from "./address.js";

/** The saved state of a run. */
export interface SavedSession extends SavedRun {
  /** The address of the run. */
  readonly fragment: string;
  readonly ownText: string | undefined;
  readonly isFinished: boolean;
  readonly isPlaying: boolean;
  readonly step: number;
  readonly curve: ReturnType<Curve["toJSON"]>;
}

const key = "rnn-wasm run";

export function keep(kept: SavedSession): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, file: textOf(kept.file) }));
  } catch {
    // Too large, or storage is disabled: a reload then starts a new run.
  }
}

/** The saved run, if this is a reload of the same address. */
export function restoreSession(fragment: string): SavedSession | undefined {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (entry?.type !== "reload" && entry?.type !== "back_forward") return undefined;
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    const file = bytesOf(kept?.file ?? "");
    return kept?.fragment === fragment && file?.length ? { ...kept, file } : undefined;
  } catch {
    return undefined;
  }
}
