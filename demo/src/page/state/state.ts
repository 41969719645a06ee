/**
 * What the page knows: the types of its state, and how it begins. Nothing here does anything.
 */

import type { Curve } from "../../shared/curve.js";
import type { Interventions } from "../../shared/interventions.js";
import type { Analysis, Pace, RunView } from "../../shared/protocol.js";
import type { Settings } from "../../shared/settings.js";
import type { Store } from "./store.js";

/** A run of before, for comparison. */
export interface PastRun {
  readonly name: string;
  readonly curve: Curve;
}

/** What a teacher set up. */
export interface Lesson {
  /** Names of the panels that are left out. */
  readonly hidden: readonly string[];
  /** The message has to be readable in fewer steps. */
  readonly goal?: number | undefined;
}

export interface PageState {
  settings: Settings;
  /** What is to be read: in plain for ciphers, an input for pairs. */
  message: string;
  /** Pairs of one's own, as text; undefined where there are none. */
  pairsText: string | undefined;
  pace: Pace;
  run: RunView;
  /** What sets this run apart from the one before. */
  runName: string;
  curve: Curve;
  pastRuns: readonly PastRun[];
  /** What is shown of the model: of its weights now, or of past ones. */
  analysis: Analysis | undefined;
  /** Steps of which the weights were kept, ascending. */
  kept: readonly number[];
  /** The step whose weights are shown; undefined: the latest. */
  selectedStep: number | undefined;
  interventions: Interventions;
  lesson: Lesson;
  /** The first update after which the message was read without a mistake. */
  readAt: number | undefined;
  /** What could not be done, for people. */
  errorMessage: string;
}

export type PageStore = Store<PageState>;

export const initialRun: RunView = { phase: "starting", step: 0 };
