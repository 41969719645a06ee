/**
 * What the tabs of the inside have in common.
 */
import type { Inside } from "../../shared/protocol.js";
import type { AnySession } from "../run/view.js";

export interface TabProps {
  readonly session: AnySession;
  readonly inside: Inside;
  readonly layer: number;
  /** Up to {@link maxLines} chosen units, the latest first. */
  readonly units: readonly number[];
  /** All units, those first that are strongest early. */
  readonly order: readonly number[];
  readonly onUnit: (unit: number) => void;
  /** Chooses the units that change most now. */
  readonly onLiveliest: () => void;
  readonly onStep: (step: number | undefined, isTap: boolean) => void;
}

/** Units that are shown as lines at the same time. */
export const maxLines = 3;
