/**
 * What a session needs to know of its view.
 */
import type { SubjectName } from "../../shared/protocol.js";

export interface Basis<Settings> {
  readonly name: SubjectName;
  /** The setting by which the suggestions differ. */
  readonly choice: keyof Settings & string;
  /** The value of that setting with which the user's own data is learned. */
  readonly ownChoice: string;
  /** The step to point at first; by default the last. */
  readonly pointsAt?: (steps: number) => number;
  /** The part of the query that is read: of another one, no step has been chosen yet. */
  readonly asked?: string;
  /** Whether training forgets the state as well, where that is wanted; otherwise it is only shown. */
  readonly trainsForgetful?: boolean;
}
