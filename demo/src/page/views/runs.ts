/**
 * Lists the runs in the charts, each with its changed settings.
 */

import type { Curve } from "../../shared/curve.js";
import type { PageStore } from "../state/state.js";
import { element, make, write } from "./element.js";
import { percent, whole } from "./table.js";

export function mountRuns(store: PageStore): void {
  const list = element("runs");
  element("forget-runs").addEventListener("click", () => store.set({ pastRuns: [] }));
  store.watch(["pastRuns", "runName", "curve"], ({ pastRuns, runName, curve }) => {
    const lines = [...pastRuns.map((run) => line(run.name, run.curve)), line(`${runName} (this run)`, curve)];
    while (list.childElementCount > lines.length) list.lastElementChild?.remove();
    while (list.childElementCount < lines.length) list.append(make("li"));
    for (const [i, text] of lines.entries()) write(list.children[i] as HTMLElement, text);
    element<HTMLButtonElement>("forget-runs").disabled = pastRuns.length === 0;
  });
}

function line(name: string, { lastStep, validationAccuracies }: Curve): string {
  const accuracy = validationAccuracies.at(-1);
  return `${name}: ${whole(lastStep)} steps${accuracy === undefined ? "" : `, ${percent(accuracy)}`}`;
}
