/**
 * Controls for interventions during training: state, gates, units.
 */

import { type CellName, pureGatesOf, type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import { type Hold, type Interventions, silencerOf } from "../../shared/interventions.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, make } from "./element.js";

/** The number of units with a checkbox; in wider models the first ones. */
const maxUnits = 64;

export function mountInterventions(store: PageStore, client: WorkerClient): void {
  const form = element<HTMLFormElement>("switches");
  const [gates, units] = [element("gate-switches"), element("unit-switches")];
  let cell: CellName | undefined;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => client.setInterventions(interventionsOf(new FormData(form))));
  store.watch(["interventions", "settings", "analysis"], ({ interventions, settings, analysis }) => {
    if (cell !== settings.cell) gates.replaceChildren(...pureGatesOf(settings.cell).map(gateSwitch));
    cell = settings.cell;
    const hidden = Math.min(maxUnits, analysis?.directions[0]?.hidden ?? settings.hiddenSize);
    if (units.childElementCount !== hidden)
      units.replaceChildren(...Array.from({ length: hidden }, (_, unit) => unitSwitch(unit)));
    (units.parentElement as HTMLElement).hidden = silencerOf(settings) === undefined;
    mirror(form, interventions);
  });
}

/** Reads the form. */
function interventionsOf(given: FormData): Interventions {
  const gates: Partial<Record<UnitPart, Hold>> = {};
  for (const [name, value] of given)
    if (Object.hasOwn(unitParts, name) && value !== "learned") gates[name as UnitPart] = value as Hold;
  return { gates, forget: given.has("forget"), cut: given.getAll("cut").map(Number) };
}

function gateSwitch(gate: UnitPart): HTMLLabelElement {
  const { name, low } = unitParts[gate];
  const select = make("select", "", { name: gate });
  for (const [value, text] of [
    ["learned", "learned"],
    ["high", "held at 1"],
    ["low", `held at ${low < 0 ? "−1" : "0"}`],
  ] as const) {
    select.append(make("option", text, { value }));
  }
  const label = make("label", `${capitalized(name)} `);
  label.append(select);
  return label;
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function unitSwitch(unit: number): HTMLLabelElement {
  const label = make("label", "", { class: "unit" });
  label.append(make("input", "", { type: "checkbox", name: "cut", value: String(unit) }), String(unit));
  return label;
}

/** Shows the current interventions, which may also come from the address. */
function mirror(form: HTMLFormElement, interventions: Interventions): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field instanceof HTMLSelectElement) field.value = interventions.gates[field.name as UnitPart] ?? "learned";
    else
      field.checked = field.name === "forget" ? interventions.forget : interventions.cut.includes(Number(field.value));
  }
}
