/**
 * The run over a reload of the page: kept in this tab alone, written when the page goes away.
 */
import type { Curve } from "../learning/curve.js";
import type { HeldRows } from "../learning/switches.js";
import { bytesOf, textOf } from "./address.js";

/** What is kept of a run. */
export interface Kept {
  /** The address that it belongs to. */
  readonly fragment: string;
  readonly pairsText: string | undefined;
  /** A checkpoint, or a finished model. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly isFinished: boolean;
  readonly isPlaying: boolean;
  readonly held: HeldRows;
  /** Updates before the package's run that the file is of, and all. */
  readonly base: number;
  readonly step: number;
  readonly runName: string;
  readonly curve: ReturnType<Curve["toJSON"]>;
}

const key = "rnn-wasm run";

export function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...kept, file: textOf(kept.file) }));
  } catch {
    // Too large for the browser, or storage is off: then a reload begins anew.
  }
}

/** What was kept, if this is a reload of the same address. */
export function recall(fragment: string): Kept | undefined {
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
