/**
 * Shows the message as the model reads it: each encrypted letter with the predicted letter and its probability.
 */
import type { Analysis } from "../../shared/protocol.js";
import { expectedReading } from "../../shared/reading.js";
import type { PageState, PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, make, write } from "./element.js";

const narrow = matchMedia("(max-width: 40rem)");
/** The minimum time between changes if the user prefers reduced motion. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const calmMs = 500;

/** Letters of a line. */
const perLine = () => (narrow.matches ? 16 : 32);

interface Cell {
  readonly secret: HTMLElement;
  readonly plain: HTMLElement;
}

export function mountReadout(store: PageStore, client: WorkerClient): void {
  const frame = element("readout");
  let cells: Cell[] = [];
  let shownAt = 0;
  let later: ReturnType<typeof setTimeout> | undefined;

  const rebuild = (count: number) => {
    cells = [];
    const lines: HTMLElement[] = [];
    frame.style.setProperty("--letters", String(Math.max(16, Math.min(count, perLine()))));
    for (let start = 0; start < count; start += perLine()) {
      const [secret, plain] = [make("div", "", { class: "secret" }), make("div", "", { class: "plain" })];
      for (let i = start; i < Math.min(count, start + perLine()); i++) {
        const cell = { secret: make("span"), plain: make("span") };
        secret.append(cell.secret);
        plain.append(cell.plain);
        cells.push(cell);
      }
      lines.push(secret, plain);
    }
    frame.replaceChildren(...lines);
  };

  const draw = ({ analysis, message, settings }: Readonly<PageState>) => {
    if (!analysis) return;
    clearTimeout(later);
    const wait = shownAt + calmMs - performance.now();
    if (calm.matches && wait > 0) {
      later = setTimeout(() => draw(store.state), wait);
      return;
    }
    shownAt = performance.now();
    if (cells.length !== analysis.input.length) rebuild(analysis.input.length);
    const expected = expectedReading(client.task, message);
    frame.classList.toggle(
      "words",
      analysis.input.some((symbol) => [...symbol].length > 1),
    );
    frame.dataset["task"] = settings.task;
    for (const [i, cell] of cells.entries()) drawCell(cell, analysis, i, expected?.[i]);
  };

  store.watch(["analysis"], draw);
  narrow.addEventListener("change", () => {
    cells = [];
    store.touch("analysis");
  });
}

function drawCell(
  { secret, plain }: Cell,
  { input, output, confidence }: Analysis,
  i: number,
  expected?: string,
): void {
  write(secret, input[i] as string);
  write(plain, output[i] as string);
  const isRight = expected === undefined || expected === output[i];
  plain.classList.toggle("right", isRight);
  plain.style.setProperty("--sure", (confidence[i] as number).toFixed(2));
}
