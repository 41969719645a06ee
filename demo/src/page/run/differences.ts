/**
 * Says in the words of the page's fields in what a run differs from another one of the same kind.
 */
import { type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import type { Hold, Interventions } from "../../shared/interventions.js";
import type { Flat } from "../../shared/protocol.js";
import type { RunConditions } from "./comparison.js";
import type { AnyView, Knob } from "./view.js";

/** What `run` has that `from` has not: ["Units 8", "without memory"]. */
export function differences(view: AnyView, run: RunConditions, from: RunConditions): string[] {
  const knobs = [...view.knobs(run.settings), ...view.more(run.settings)];
  return [
    ...knobs
      .filter(({ name }) => run.settings[name] !== from.settings[name])
      .map((knob) => `${knob.label} ${valueWords(knob, run.settings[knob.name])}`),
    ...brokenWords(run.interventions, from.interventions),
  ];
}

/** The value of a setting as its field shows it. */
export function valueWords({ kind, choices }: Knob, value: Flat[string] | undefined): string {
  if (kind === "check") return value ? "yes" : "no";
  return choices?.find(([choice]) => choice === value)?.[1] ?? String(value);
}

function brokenWords(run: Interventions, from: Interventions): string[] {
  const gates = [...new Set([...Object.keys(from.gates), ...Object.keys(run.gates)])] as UnitPart[];
  const isCutAlike = String(run.cut) === String(from.cut);
  const cut = run.cut.length ? `unit${run.cut.length > 1 ? "s" : ""} ${run.cut.join(", ")} cut` : "no unit cut";
  return [
    ...(run.forget === from.forget ? [] : [run.forget ? "without memory" : "with memory"]),
    ...gates
      .filter((gate) => run.gates[gate] !== from.gates[gate])
      .map((gate) => `${unitParts[gate].name} ${holdWords(gate, run.gates[gate])}`),
    ...(isCutAlike ? [] : [cut]),
  ];
}

export function holdWords(gate: UnitPart, hold: Hold | undefined): string {
  if (hold === undefined) return "learned";
  return hold === "high" ? "held at 1" : `held at ${unitParts[gate].low < 0 ? "−1" : "0"}`;
}
