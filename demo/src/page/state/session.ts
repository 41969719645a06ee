/**
 * The run over a reload of the page: kept in this tab alone, written when the page goes away.
 */

import type { Curve } from "../../shared/curve.js";
import type { SavedRun } from "../../shared/protocol.js";
import { bytesOf, textOf } from "./address.js";

/** What is kept of a run. */
export interface SavedSession extends SavedRun {
  /** The address that it belongs to. */
  readonly fragment: string;
  readonly pairsText: string | undefined;
  readonly isFinished: boolean;
  readonly isPlaying: boolean;
  readonly step: number;
  readonly runName: string;
  readonly curve: ReturnType<Curve["toJSON"]>;
}

const key = "rnn-wasm run";

export function keep(kept: SavedSession): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, file: textOf(kept.file) }));
  } catch {
    // Too large for the browser, or storage is off: then a reload begins anew.
  }
}

/** What was kept, if this is a reload of the same address. */
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
