/**
 * What a view is: the frame is the same for all, and a view fills it with data, a result, what goes on inside, and things to try.
 */
import type { ComponentType } from "preact";
import type { Analysis, Flat, ModelSettings } from "../../shared/protocol.js";
import type { Words } from "./address.js";
import type { Basis } from "./basis.js";
import type { Comparison } from "./comparison.js";
import type { Cursor } from "./cursor.js";
import { Session, type SessionStart } from "./session.js";

/** A setting that users change. */
export interface Knob {
  readonly name: string;
  readonly label: string;
  readonly kind: "whole" | "number" | "text" | "choice" | "check";
  readonly min?: number;
  readonly max?: number;
  /** [value, label] */
  readonly choices?: readonly (readonly [value: string, label: string])[];
  readonly note?: string | undefined;
}

/** An error for each setting that is wrong; `own` for the user's own data. */
export type Errors = Readonly<Record<string, string>>;

/** Of probabilities: its unit is that of natural logarithms. */
export const lossInNats = "Loss in nats";

export const ownSource = "Your own data. It stays on this page.";

/** Something to try: a question, a guess, and what happens. */
export interface Try<S> {
  readonly question: string;
  readonly guesses: readonly string[];
  /** The index of the guess that is right. */
  readonly right: number;
  /** What the button says, and does. */
  readonly action: string;
  readonly run: (session: S) => void;
  /** Whether it fits the data of these settings; by default it brings data of its own. */
  readonly isFor?: (
    settings: S extends Session<infer Settings, infer _Query, infer _Seen> ? Settings : never,
  ) => boolean;
  /** Why it happens, in at most two sentences. */
  readonly why: string;
}

/** A tab beside those that all views have. */
export interface Panel<S> {
  readonly name: string;
  readonly Panel: ComponentType<{ readonly session: S }>;
}

export interface Program {
  readonly name: string;
  readonly id: string;
  readonly code: string;
}

/** A view. The type parameters are its settings, query, and what it shows of a model. */
export interface View<Settings extends ModelSettings & Flat, Query extends Flat, Seen> extends Basis<Settings> {
  /** The view's question. */
  readonly title: (settings: Settings) => string;
  readonly suggestedFor: (given: Readonly<Record<string, unknown>>) => Settings;
  /** What suits the user's own data, if the settings are of that. It throws an Error about wrong data. */
  readonly suggestedForOwn?: (settings: Settings, ownText: string) => Settings;
  readonly query: Query;
  readonly words: Words;
  /** Prepares the data as the view's worker does. It throws a `SettingError`, or an Error about the user's own data. */
  readonly prepare: (settings: Settings, ownText: string | undefined) => unknown;
  /** Example data for an address that asks for the user's own data, which addresses do not contain. */
  readonly exampleText?: (settings: Settings) => string | undefined;
  /** What to ask at first of a model that learns from the user's own data. */
  readonly queryFor?: (settings: Settings, ownText: string) => Partial<Query>;
  /** The few settings that are always there, and the others. */
  readonly knobs: (settings: Settings) => readonly Knob[];
  readonly more: (settings: Settings) => readonly Knob[];
  readonly Data: ComponentType<{ readonly session: Session<Settings, Query, Seen> }>;
  readonly Result: ComponentType<{ readonly session: Session<Settings, Query, Seen> }>;
  readonly panels: readonly Panel<Session<Settings, Query, Seen>>[];
  readonly tries: readonly Try<Session<Settings, Query, Seen>>[];
  readonly comparisons: readonly Comparison<Settings>[];
  readonly programs: (session: Session<Settings, Query, Seen>) => readonly Program[];
  /** What the result shows, in a sentence that is true of the model on display. */
  readonly says: (analysis: Analysis<Seen>, session: Session<Settings, Query, Seen>) => string;
  readonly score: {
    readonly name: string;
    readonly format: (score: number) => string;
    /** The score of the weights on display, where each look has it. */
    readonly of?: (seen: Seen) => number | undefined;
  };
  /** The name of a loss and the loss of guessing, if there is one. */
  readonly loss: (analysis: Analysis<Seen> | undefined) => { readonly name: string; readonly guessing?: number };
  /** What a step of a sequence is: "letter". */
  readonly stepName: string;
  /** What the milestone is, after "The …": "message is readable". */
  readonly milestone?: string;
  readonly sources: (settings: Settings) => string;
}

/** The suggestions for settings and the user's own data, if they are of that. */
export function suggestionsFor(
  view: AnyView,
  given: Readonly<Record<string, unknown>>,
  ownText: string | undefined,
): Flat & ModelSettings {
  const suggested = view.suggestedFor(given);
  if (ownText === undefined || !view.suggestedForOwn) return suggested;
  try {
    return view.suggestedForOwn(suggested, ownText);
  } catch {
    // Its field says what is wrong with the data.
    return suggested;
  }
}

export type AnyView = View<Flat & ModelSettings, Flat, unknown>;

/** A session of any view. */
export type AnySession = Session<Flat & ModelSettings, Flat, unknown, AnyView>;

/** A session for the frame, which knows nothing of a view's settings and answers. */
export const anySession = <Settings extends ModelSettings & Flat, Query extends Flat, Seen>(
  session: Session<Settings, Query, Seen>,
): AnySession => session as unknown as AnySession;

export const openSession = (
  view: AnyView,
  start: SessionStart<Flat & ModelSettings, Flat>,
  cursor?: Cursor,
): AnySession => new Session(view, start, cursor);

export const defineView = <Settings extends ModelSettings & Flat, Query extends Flat, Seen>(
  view: View<Settings, Query, Seen>,
): AnyView => view as unknown as AnyView;
