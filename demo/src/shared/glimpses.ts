/**
 * The small networks that learn on the cards of the first page: what they are asked, and the messages between the page and their worker.
 */
import { airlinePassengers } from "./corpora/series.js";

/** What each of them shows. */
export interface Shown {
  /** The forecast of the hidden values. */
  readonly forecast: readonly number[];
  /** The probability of each language. */
  readonly names: readonly (readonly [language: string, share: number])[];
  /** Names of towns that it invents. */
  readonly write: readonly string[];
  /** The message as it reads it. */
  readonly decipher: string;
}

export type GlimpseName = keyof Shown;

/** A network after some updates. */
export interface Glimpse<Name extends GlimpseName> {
  readonly update: number;
  /** How often it has begun before, from other weights. */
  readonly runs: number;
  /** Whether this is the end of its run: another one follows. */
  readonly isLast: boolean;
  readonly shown: Shown[Name];
}

/** Those that have changed. */
export type Glimpses = { readonly [Name in GlimpseName]?: Glimpse<Name> };

/** `still`: each is shown once, trained. */
export type Motion = "moving" | "still" | "paused";

const hiddenMonths = 36;
export const passengers = {
  seen: airlinePassengers.slice(0, -hiddenMonths),
  hidden: airlinePassengers.slice(-hiddenMonths),
} as const;

/** A name that it does not learn from. */
export const name = "Kowalczyk";

export const cipherKey = 13;
export const message = "THIS-IS-A-SECRET";
export const secret = "FUVEMVEMNMERPDRF";
