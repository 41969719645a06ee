/**
 * The table behind a chart: the same numbers for those who read rather than look. It is made when it is opened, and kept up while it is
 * open, at a reader's pace.
 */
import type { PageState, PageStore } from "../state/state.js";
import { make } from "./element.js";

export interface Table {
  readonly head: readonly string[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly string[])[];
}

const refreshMs = 1000;

/** @param figure has a `details.behind` with its summary, which says what the table is of */
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

/** Numbers as people read them. */
export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (value: number) => Math.round(value).toLocaleString("en");
