/**
 * What was measured of the weights that are shown.
 */
import type { Curve } from "../../shared/curve.js";
import type { Flat, ModelSettings } from "../../shared/protocol.js";
import type { Session } from "./session.js";

/** The loss and the validation after `step` updates; those before an intervention are not of the network that it made. */
export function measuredAt<Settings extends ModelSettings & Flat, Query extends Flat, Seen>(
  { run, curve, interventions, view }: Session<Settings, Query, Seen>,
  step: number,
): ReturnType<Curve["at"]> {
  const { changedAt = -1 } = run.value;
  // Where memory is only taken away for show, training measures the network that has it.
  const isOnlyShown = interventions.value.forget && !view.trainsForgetful;
  return curve.value.points.at(step, isOnlyShown ? step : step >= changedAt ? changedAt : -1);
}
