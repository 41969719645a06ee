/**
 * Shows loss and accuracy over the updates: of this run, of PyTorch's run of the tutorial with the same seed, of earlier runs, and of chance.
 */

import type { Curve } from "../../shared/curve.js";
import { isTutorial } from "../../shared/settings.js";
import { type Line, LineChart, type LineRole } from "../draw/line-chart.js";
import { pytorchRun } from "../pytorch.js";
import type { PageState, PageStore } from "../state/state.js";
import { element, make } from "./element.js";
import { percent, type Table, tableBehind, whole } from "./table.js";

/** The number of earlier runs to draw. */
const maxPastRuns = 4;

/** The minimum number of updates on the axis. */
const minEnd = 256;

const torchLosses = {
  steps: pytorchRun.losses.map((_, i) => (i + 1) * pytorchRun.every),
  values: pytorchRun.losses,
};
const torchAccuracies = {
  steps: pytorchRun.accuracies.map((_, i) => (i + 1) * pytorchRun.stepsPerEpoch),
  values: pytorchRun.accuracies,
};
const torchName = `PyTorch ${pytorchRun.version}, seed ${pytorchRun.seed}`;
const torchEnd = Math.max(torchLosses.steps.at(-1) ?? 0, torchAccuracies.steps.at(-1) ?? 0);

/** Whether the run has the settings of PyTorch's. */
const isTorchRun = ({ settings, interventions }: Readonly<PageState>): boolean =>
  isTutorial(settings) && settings.seed === pytorchRun.seed && !interventions.forget;

const symbolsOf = ({ analysis }: Readonly<PageState>) => analysis?.outputSymbols.length ?? 27;

export function mountCurves(store: PageStore): void {
  const loss = new LineChart(element("loss"), { height: 200, format: (value) => value.toFixed(1) }, () =>
    store.touch("curve"),
  );
  const accuracy = new LineChart(
    element("accuracy"),
    { height: 200, max: 1, format: (value) => `${Math.round(100 * value)} %` },
    () => store.touch("curve"),
  );
  store.watch(["curve", "pastRuns", "settings", "interventions", "analysis"], (state) => {
    const { curve } = state;
    const past = state.pastRuns.slice(-maxPastRuns);
    const lastStep = Math.max(curve.lastStep, ...past.map((run) => run.curve.lastStep));
    const end = niceEnd(isTorchRun(state) ? torchEnd : minEnd, lastStep);
    const chance = symbolsOf(state);
    loss.draw(end, [
      ...torchLine(state, torchLosses),
      ...past.map(({ curve: { steps, losses } }): Line => ({ role: "past", steps, values: losses })),
      { role: "chance", steps: [0, end], values: [Math.log(chance), Math.log(chance)] },
      { role: "own", steps: curve.steps, values: curve.losses },
    ]);
    accuracy.draw(end, [
      ...torchLine(state, torchAccuracies),
      ...past.map((run): Line => ({ role: "past", ...validations(run.curve) })),
      { role: "chance", steps: [0, end], values: [1 / chance, 1 / chance] },
      { role: "faint", steps: curve.steps, values: curve.accuracies },
      { role: "own", ...validations(curve) },
    ]);
    const besides: LegendEntry[] = [
      ...(isTorchRun(state) ? ([["torch", torchName]] as const) : []),
      ...(past.length ? ([["past", "earlier runs"]] as const) : []),
    ];
    writeLegend(element("loss-legend"), [
      ["own", "this run"],
      ...besides,
      ["chance", `chance: ln ${chance} = ${Math.log(chance).toFixed(3)}`],
    ]);
    writeLegend(element("accuracy-legend"), [
      ["own", "validation"],
      ["faint", "single updates"],
      ...besides,
      ["chance", `chance of ${chance}: ${percent(1 / chance)}`],
    ]);
  });
  const figureOf = (id: string) => element(id).closest("figure") as HTMLElement;
  tableBehind(store, figureOf("loss"), ["curve"], (state) =>
    tableOf("Loss", state, state.curve.steps, state.curve.losses, torchLosses, (value) => value.toFixed(4)),
  );
  tableBehind(store, figureOf("accuracy"), ["curve"], (state) => {
    const { steps, values } = validations(state.curve);
    return tableOf("Validation", state, steps, values, torchAccuracies, percent);
  });
}

type LegendEntry = readonly [role: LineRole, name: string];

function writeLegend(list: HTMLElement, entries: readonly LegendEntry[]): void {
  const key = JSON.stringify(entries);
  if (list.dataset["shown"] === key) return;
  list.dataset["shown"] = key;
  list.replaceChildren(...entries.map(([role, name]) => make("li", name, { class: role })));
}

const torchLine = (state: Readonly<PageState>, line: Omit<Line, "role">): Line[] =>
  isTorchRun(state) ? [{ role: "torch", ...line }] : [];

const validations = ({ validationSteps, validationAccuracies }: Curve) => ({
  steps: validationSteps,
  values: validationAccuracies,
});

/** Doubles the end of the axis, so that it rarely changes. */
function niceEnd(least: number, last: number): number {
  let end = least;
  while (end < last) end *= 2;
  return end;
}

/** At most 64 rows, evenly spaced. */
function tableOf(
  name: string,
  state: Readonly<PageState>,
  steps: readonly number[],
  values: readonly number[],
  torch: Omit<Line, "role">,
  format: (value: number) => string,
): Table | undefined {
  if (steps.length === 0) return undefined;
  const besides = isTorchRun(state);
  const every = Math.ceil(steps.length / 64);
  const theirs = new Map(torch.steps.map((step, i) => [step, torch.values[i] as number]));
  const rows = steps.flatMap((step, i) => {
    if (i % every !== 0 && i !== steps.length - 1) return [];
    const other = theirs.get(step);
    return [[whole(step), format(values[i] as number), ...(besides ? [other === undefined ? "" : format(other)] : [])]];
  });
  return { head: ["Step", name, ...(besides ? ["PyTorch's"] : [])], rows };
}
