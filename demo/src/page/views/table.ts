/**
 * The table of a chart's numbers, for users of screen readers. It is created when it is opened, and updated slowly enough to read.
 */
import type { PageState, PageStore } from "../state/state.js";
import { make } from "./element.js";

export interface Table {
  readonly head: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

const refreshMs = 1000;

/** @param figure contains a `details.behind` whose summary names the table */
export function tableBehind(
  store: PageStore,
  figure: HTMLElement,
  keys: readonly (keyof PageState)[],
  content: (state: Readonly<PageState>) => Table | undefined,
): void {
  const details = figure.querySelector("details.behind") as HTMLDetailsElement;
  const name = details.querySelector("summary")?.textContent ?? "";
  const frame = make("div", "", { class: "table", role: "region", tabindex: "0", "aria-label": name });
  details.append(frame);
  let isAwaited = false;
  const refresh = () => {
    isAwaited = false;
    if (!details.open) return;
    const table = content(store.state);
    frame.replaceChildren(table ? rendered(name, table) : make("p", "Nothing yet."));
  };
  details.addEventListener("toggle", refresh);
  store.watch(keys, () => {
    if (!details.open || isAwaited) return;
    isAwaited = true;
    setTimeout(refresh, refreshMs);
  });
}

function rendered(name: string, { head, rows }: Table): HTMLTableElement {
  const table = make("table");
  table.append(make("caption", name, { class: "quiet" }));
  const headRow = table.createTHead().insertRow();
  for (const text of head) headRow.append(make("th", text, { scope: "col" }));
  const body = table.createTBody();
  for (const [first = "", ...rest] of rows) {
    const row = body.insertRow();
    row.append(make("th", first, { scope: "row" }));
    for (const text of rest) row.append(make("td", text));
  }
  return table;
}

/** Formats numbers for people. */
export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (value: number) => Math.round(value).toLocaleString("en");
