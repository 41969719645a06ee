/**
 * Controls for interventions during training: state, gates, units.
 */

import { type Hold, heldGates, type Interventions } from "../../shared/interventions.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, make } from "./element.js";

const gateNames = { i: "Input gate", f: "Forget gate", g: "Candidate", o: "Output gate" } as const;

/** The number of units with a checkbox; in wider models the first ones. */
const maxUnits = 64;

export function mountInterventions(store: PageStore, client: WorkerClient): void {
  const form = element<HTMLFormElement>("switches");
  const units = element("unit-switches");
  for (const gate of heldGates) {
    const select = make("select", "", { name: gate });
    const lowest = gate === "g" ? "−1" : "0";
    for (const [value, text] of [
      ["learned", "learned"],
      ["high", "held at 1"],
      ["low", `held at ${lowest}`],
    ] as const) {
      select.append(make("option", text, { value }));
    }
    const label = make("label", `${gateNames[gate]} `);
    label.append(select);
    element("gate-switches").append(label);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const given = new FormData(form);
    const holds = Object.fromEntries(heldGates.map((gate) => [gate, given.get(gate) as Hold]));
    const cut = given.getAll("cut").map(Number);
    client.setInterventions({
      ...(holds as Record<(typeof heldGates)[number], Hold>),
      forget: given.has("forget"),
      cut,
    });
  });
  store.watch(["interventions", "settings", "analysis"], ({ interventions, settings, analysis }) => {
    const hidden = Math.min(maxUnits, analysis?.directions[0]?.hidden ?? settings.hiddenSize);
    if (units.childElementCount !== hidden)
      units.replaceChildren(...Array.from({ length: hidden }, (_, unit) => unitSwitch(unit)));
    mirror(form, interventions);
  });
}

function unitSwitch(unit: number): HTMLLabelElement {
  const label = make("label", "", { class: "unit" });
  label.append(make("input", "", { type: "checkbox", name: "cut", value: String(unit) }), String(unit));
  return label;
}

/** Shows the current interventions, which may also come from the address. */
function mirror(form: HTMLFormElement, interventions: Interventions): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field instanceof HTMLSelectElement) field.value = interventions[field.name as (typeof heldGates)[number]];
    else
      field.checked = field.name === "forget" ? interventions.forget : interventions.cut.includes(Number(field.value));
  }
}
