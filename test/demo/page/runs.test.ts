/** Runs to compare: in what they differ, which are listed together, and what is known of them at an update. */
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { valuesAt, wordsAt } from "../../../demo/src/page/run/at-update.js";
import { cellKnobs } from "../../../demo/src/page/run/cell-knobs.js";
import { changed, type RunConditions } from "../../../demo/src/page/run/comparison.js";
import { differences } from "../../../demo/src/page/run/differences.js";
import { groupOf, maxPastRuns, PastRuns } from "../../../demo/src/page/run/past-runs.js";
import type { AnyView } from "../../../demo/src/page/run/view.js";
import { Curve } from "../../../demo/src/shared/curve.js";
import { noInterventions } from "../../../demo/src/shared/interventions.js";

const view = {
  knobs: () => [{ name: "hiddenSize", label: "Units", kind: "whole" }],
  more: ({ cell }) => [...cellKnobs(cell), { name: "twoWays", label: "Both directions", kind: "check" }],
} as Pick<AnyView, "knobs" | "more"> as AnyView;

const plain: RunConditions = {
  settings: { cell: "lstm", nonlinearity: "tanh", hiddenSize: 10, lr: 0.001, seed: 0, twoWays: false, task: "a" },
  interventions: noInterventions,
};
const run = (settings: object, interventions: object = {}): RunConditions => ({
  settings: { ...plain.settings, ...settings },
  interventions: { ...noInterventions, ...interventions },
});

/** A curve with a validation at its end. */
function curveTo(end: number): Curve {
  const curve = new Curve();
  for (let step = 16; step <= end; step += 16) curve.add({ step, loss: 1 / step });
  curve.addValidation({ step: end, loss: 2 / end, score: 0.5 });
  return curve;
}

test("a run differs in what its fields say, and in what is broken", () => {
  expect(differences(view, plain, plain)).toEqual([]);
  const other = run(
    { cell: "rnn", nonlinearity: "relu", lr: 0.01, twoWays: true },
    { forget: true, gates: {}, cut: [2, 5] },
  );
  expect(differences(view, other, plain)).toEqual([
    "Cell RNN",
    "Nonlinearity relu",
    "Learning rate 0.01",
    "Both directions yes",
    "without memory",
    "units 2, 5 cut",
  ]);
  // An LSTM has no nonlinearity to choose.
  expect(differences(view, plain, other)).toEqual([
    "Cell LSTM",
    "Learning rate 0.001",
    "Both directions no",
    "with memory",
    "no unit cut",
  ]);
  const held = run({}, { gates: { f: "low", g: "low", i: "high" } });
  expect(differences(view, held, plain)).toEqual([
    "forget gate held at 0",
    "candidate held at −1",
    "input gate held at 1",
  ]);
  expect(differences(view, plain, run({}, { gates: { f: "low" } }))).toEqual(["forget gate learned"]);
});

test("a comparison changes one thing, and follows all other settings", () => {
  const fewer = { name: "half", change: ({ hiddenSize }: { hiddenSize: number }) => ({ hiddenSize: hiddenSize / 2 }) };
  for (const hiddenSize of [10, 64]) {
    const now = run({ hiddenSize, seed: 7 }, { cut: [1] });
    const other = changed(fewer as never, now) as RunConditions;
    expect(differences(view, other, now)).toEqual([`Units ${hiddenSize / 2}`]);
    expect([other.settings.seed, other.interventions]).toEqual([7, now.interventions]);
  }
  const forgetful = changed({ name: "", change: () => ({}), forget: true }, plain);
  expect(differences(view, forgetful, plain)).toEqual(["without memory"]);
  // What the other cell cannot do is left out.
  const rnn = changed({ name: "", change: () => ({ cell: "rnn" }) as const }, run({}, { gates: { f: "low" } }));
  expect(rnn.interventions.gates).toEqual({});
});

test("only runs of the same task, and on the same data of the user, are listed together", () => {
  const subject = { choice: "task", ownChoice: "own" };
  expect(groupOf(subject, { task: "a" }, "x")).toBe(groupOf(subject, { task: "a" }, "y"));
  expect(groupOf(subject, { task: "own" }, "x")).not.toBe(groupOf(subject, { task: "own" }, "y"));
  const group = signal("a");
  const runs = new PastRuns(() => group.value);
  runs.add({ ...run({ seed: 1 }), group: "a", curve: curveTo(64) });
  runs.add({ ...run({ seed: 2 }), group: "b", curve: curveTo(64) });
  const seeds = () => runs.alike.value.map(({ settings }) => settings.seed);
  expect(seeds()).toEqual([1]);
  group.value = "b";
  expect(seeds()).toEqual([2]);
  group.value = "a";
  expect(seeds()).toEqual([1]);
});

test("each run keeps a color of its own; the oldest without a pin makes room, and one can be deleted", () => {
  const runs = new PastRuns(() => "a");
  const add = (seed: number, end = 64) => runs.add({ ...run({ seed }), group: "a", curve: curveTo(end) });
  const shown = () => runs.alike.value.map(({ number, color, settings }) => [number, color, settings.seed]);
  for (let seed = 1; seed <= maxPastRuns; seed++) add(seed);
  expect(shown()).toEqual([1, 2, 3, 4, 5].map((i) => [i, i, i]));
  runs.pin(1, true);
  add(6);
  // The pinned one stays, and is first; the color of the one that went is free.
  expect(shown()).toEqual([1, 3, 4, 5, 6].map((i) => [i, i === 6 ? 2 : i, i]));
  for (const number of [3, 4, 5]) {
    expect(runs.canPin).toBe(true);
    runs.pin(number, true);
  }
  expect(runs.canPin).toBe(false);
  add(7);
  expect(shown().map(([number]) => number)).toEqual([1, 3, 4, 5, 7]);
  runs.remove(4);
  expect(shown().map(([number]) => number)).toEqual([1, 3, 5, 7]);
  // What repeats a run takes its place if it is longer.
  add(7, 128);
  add(7, 32);
  expect(runs.alike.value.at(-1)).toMatchObject({ number: 7, color: 2 });
  expect(runs.alike.value.at(-1)?.curve.lastStep).toBe(128);
});

test("what is known at an update is what was measured until then", () => {
  const score = { name: "Letters right", format: (share: number) => `${100 * share} %` };
  const curve = curveTo(64);
  expect(valuesAt(curve, 63, score)).toEqual(["–", "–"]);
  expect(valuesAt(curve, Number.POSITIVE_INFINITY, score)).toEqual(["0.031", "50 %"]);
  const at = (update: number, reference?: { name: string; steps: number[]; values: number[] }) =>
    wordsAt({ update, last: 80, curve, score, reference });
  expect(at(0)).toBe("Update 0: nothing was measured yet.");
  expect(at(40)).toBe("Update 40: batch 0.031.");
  expect(at(70)).toBe("Update 70: batch 0.016, validation 0.031, letters right 50 %.");
  const theirs = { name: "PyTorch 2.15.0, same seed", steps: [16, 2000], values: [3, 0.5] };
  expect(at(1999, theirs)).toBe("Update 1,999: not reached yet, PyTorch 3.000.");
  expect(at(8, theirs)).toBe("Update 8: nothing was measured yet.");
});
