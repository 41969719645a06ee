/**
 * The learning rates of schedules, with the formulas of PyTorch's lr_scheduler. Steps count from 0. Workers need no more of schedules.
 */
import type { OneCycleSettings, ScheduleSettings } from "./schedule.js";

/** The learning rates of `count` updates, starting at update `step`. */
export const ratesOf =
  (schedule: ScheduleSettings, lr: number) =>
  (step: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => lrAt(schedule, lr, step + i));

function lrAt(schedule: ScheduleSettings, lr: number, step: number): number {
  switch (schedule.type) {
    case "cosine":
      return along(cosine, lr, schedule.etaMin, step / schedule.steps);
    case "step":
      return lr * schedule.gamma ** Math.floor(step / schedule.stepSize);
    case "linear": {
      const { steps, startFactor, endFactor } = schedule;
      return lr * along(line, startFactor, endFactor, Math.min(step / steps, 1));
    }
    case "onecycle":
      return oneCycle(schedule, step);
  }
}

/** The progress of an annealing from the share of its time. */
const cosine = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;
const line = (share: number) => share;

const along = (shape: (share: number) => number, from: number, to: number, share: number) =>
  from + (to - from) * shape(share);

function oneCycle(schedule: OneCycleSettings, step: number): number {
  const { steps, maxLr, pctStart, divFactor, finalDivFactor, threePhase } = schedule;
  const first = maxLr / divFactor;
  const last = first / finalDivFactor;
  const shape = schedule.annealStrategy === "cos" ? cosine : line;
  const up = pctStart * steps - 1;
  /** First and last rate of a phase, and the update at which it ends. */
  const phases = threePhase
    ? [[first, maxLr, up] as const, [maxLr, first, 2 * up] as const, [first, last, steps - 1] as const]
    : [[first, maxLr, up] as const, [maxLr, last, steps - 1] as const];
  let began = 0;
  for (const [from, to, end] of phases) {
    // PyTorch throws after the last update; here the last rate stays.
    if (step <= end || end === steps - 1)
      return along(shape, from, to, end > began ? Math.min((step - began) / (end - began), 1) : 1);
    began = end;
  }
  return last;
}
