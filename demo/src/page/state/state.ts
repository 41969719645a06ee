/**
 * The types of the page's state, and its initial values.
 */

import type { Curve } from "../../shared/curve.js";
import type { Interventions } from "../../shared/interventions.js";
import type { Analysis, Pace, RunView } from "../../shared/protocol.js";
import type { Settings } from "../../shared/settings.js";
import type { Store } from "./store.js";

/** An earlier run, for comparison. */
export interface PastRun {
  readonly name: string;
  readonly curve: Curve;
}

/** A lesson that a teacher has prepared. */
export interface Lesson {
  /** Names of the hidden panels. */
  readonly hidden: readonly string[];
  /** The goal: the message is readable in fewer steps. */
  readonly goal?: number | undefined;
}

export interface PageState {
  settings: Settings;
  /** The message to read: plain text for ciphers, an input for pairs. */
  message: string;
  /** The user's pairs as text, if there are any. */
  pairsText: string | undefined;
  pace: Pace;
  run: RunView;
  /** How this run differs from the one before. */
  runName: string;
  curve: Curve;
  pastRuns: readonly PastRun[];
  /** The analysis on display, of the current or of past weights. */
  analysis: Analysis | undefined;
  /** Steps with saved weights, ascending. */
  kept: readonly number[];
  /** The step whose weights are shown; undefined for the latest. */
  selectedStep: number | undefined;
  interventions: Interventions;
  lesson: Lesson;
  /** The first update after which the message was read correctly. */
  readAt: number | undefined;
  /** An error message for the user. */
  errorMessage: string;
}

export type PageStore = Store<PageState>;

export const initialRun: RunView = { phase: "starting", step: 0 };
