/**
 * A run beside another one, in which one thing is changed; all else is the same in both.
 */
import { type HeldCell, type Interventions, possibleWith } from "../../shared/interventions.js";
import type { Flat, ModelSettings } from "../../shared/protocol.js";

export interface Comparison<Settings> {
  readonly name: string;
  readonly change: (settings: Settings) => Partial<Settings>;
  /** Whether the other run forgets its state at every step. */
  readonly forget?: boolean;
}

/** What a run is made with. */
export interface Conditions<Settings> {
  readonly settings: Settings;
  readonly interventions: Interventions;
}

/** Of a run of any view. */
export type RunConditions = Conditions<Flat & ModelSettings>;

/** What the other run is made with. */
export function changed<Settings extends HeldCell>(
  { change, forget }: Comparison<Settings>,
  { settings, interventions }: Conditions<Settings>,
): Conditions<Settings> {
  const other = { ...settings, ...change(settings) };
  return { settings: other, interventions: possibleWith(other, { ...interventions, ...(forget && { forget }) }) };
}
