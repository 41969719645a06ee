/**
 * Learning rate schedules with the formulas of PyTorch's lr_scheduler. Steps count from 0.
 */
import { RnnError } from "../errors/rnn-error.js";
import { checkKeys, checkOneOf, invalidOption } from "../errors/validate.js";
import { boolean, integer, number, type OptionsOf, option, type ValuesOf, valuesOf, word } from "./schema.js";

const length = integer(1);
const positive = number({ above: 0 });

/** The settings of each schedule. */
export const schedules = {
  cosine: {
    /** Half a period (T_max); default the run's length. */
    steps: option(length, "cosine, linear, onecycle: length in updates (the run's)"),
    /** Default 0. */
    etaMin: option(number({ min: 0 }), "cosine: the final learning rate", 0),
  },
  step: {
    /** Updates between two changes; required, also under the name `steps`. */
    stepSize: option(length, "step: updates between two changes"),
    /** An alias of `stepSize`. */
    steps: option(length, "step: an alias of step-size"),
    /** Default 0.1. */
    gamma: option(positive, "step: the factor of each change", 0.1),
  },
  linear: {
    /** Default the run's length (total_iters). */
    steps: option(length, "cosine, linear, onecycle: length in updates (the run's)"),
    /** Default 1/3. */
    startFactor: option(number({ above: 0, max: 1 }), "linear: the first rate is lr times this", 1 / 3),
    /** Default 1. */
    endFactor: option(number({ min: 0, max: 1 }), "linear: the last rate is lr times this", 1),
  },
  onecycle: {
    /** Default the run's length (total_steps). */
    steps: option(length, "cosine, linear, onecycle: length in updates (the run's)"),
    /** Default `lr`. */
    maxLr: option(number({ min: 0 }), "onecycle: the maximum rate (lr)"),
    /** Share of the updates in which the rate increases; default 0.3. */
    pctStart: option(number({ min: 0, max: 1 }), "onecycle: share of updates with an increasing rate", 0.3),
    /** Default `"cos"`. */
    annealStrategy: option(word("cos", "linear"), "onecycle: the form of the curve", "cos"),
    /** The first rate is maxLr / divFactor; default 25. */
    divFactor: option(positive, "onecycle: the first rate is max-lr divided by this", 25),
    /** The last rate is the first / finalDivFactor; default 1e4. */
    finalDivFactor: option(positive, "onecycle: the last rate is the first divided by this", 1e4),
    /** Whether to decrease in as many updates as the increase took, then to the final rate; default false. */
    threePhase: option(boolean, "onecycle: a third phase towards the final rate", false),
  },
};

type Schedules = typeof schedules;

/** A function, so that a worker, which only computes rates, leaves the settings out. */
const scheduleNames = () => Object.keys(schedules) as (keyof Schedules)[];

/** `CosineAnnealingLR`: from `lr` down to `etaMin` in `steps`. */
export interface CosineSchedule extends OptionsOf<Schedules["cosine"]> {
  /** The kind of schedule. */
  readonly type: "cosine";
}

/** `StepLR`: times `gamma` after every `stepSize` updates. */
export interface StepSchedule extends OptionsOf<Schedules["step"]> {
  /** The kind of schedule. */
  readonly type: "step";
}

/** `LinearLR`: `lr` times a factor that changes linearly over `steps` updates, then stays constant. */
export interface LinearSchedule extends OptionsOf<Schedules["linear"]> {
  /** The kind of schedule. */
  readonly type: "linear";
}

/** `OneCycleLR`: up to `maxLr` and down to almost 0 in `steps` updates. Momentum and betas are constant (cycle_momentum=False). */
export interface OneCycleSchedule extends OptionsOf<Schedules["onecycle"]> {
  /** The kind of schedule. */
  readonly type: "onecycle";
}

/** One of PyTorch's schedules, or a function from the number of previous updates to the learning rate. */
export type LrSchedule = CosineSchedule | StepSchedule | LinearSchedule | OneCycleSchedule | ((step: number) => number);

type Complete<Name extends keyof Schedules> = {
  readonly [Setting in keyof ValuesOf<Schedules[Name]>]: NonNullable<ValuesOf<Schedules[Name]>[Setting]>;
};

/** A schedule with all its settings, as plain values for checkpoints and workers. */
export type ScheduleSettings =
  | ({ readonly type: "cosine" } & Complete<"cosine">)
  | ({ readonly type: "step" } & Omit<Complete<"step">, "steps">)
  | ({ readonly type: "linear" } & Complete<"linear">)
  | OneCycleSettings;

type OneCycleSettings = { readonly type: "onecycle" } & Complete<"onecycle">;

/**
 * Fills in a schedule's defaults.
 * @param length updates of the run, if known
 * @throws RnnError `ERR_INVALID_OPTION`
 */
function scheduleSettings(given: unknown, lr: number, length: number | undefined): ScheduleSettings {
  if (typeof given !== "object" || given === null) throw invalidOption("lrSchedule", "{ type } or a function", given);
  const { type: name, ...options } = given as { readonly type?: unknown };
  const type = checkOneOf("lrSchedule.type", name, scheduleNames());
  checkKeys("lrSchedule", given, ["type", ...Object.keys(schedules[type])]);
  if (type === "step") {
    const { steps, stepSize = steps, gamma } = valuesOf(schedules.step, options, "lrSchedule.");
    return { type, stepSize: required("stepSize", stepSize), gamma };
  }
  const values = valuesOf(schedules[type], { steps: length, ...defined(options) }, "lrSchedule.");
  const steps = required("steps", values.steps);
  return { type, ...(type === "onecycle" && { maxLr: lr }), ...defined(values), steps } as ScheduleSettings;
}

const required = (name: string, value: number | undefined): number => {
  if (value === undefined) throw invalidOption(`lrSchedule.${name}`, "a positive integer", value);
  return value;
};

const defined = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** A schedule in a run's plan. */
export interface PlannedSchedule {
  readonly lrSchedule: ScheduleSettings;
  readonly rates: (step: number, count: number) => Float64Array;
  /** Whether its length is the run's; a resumed run then uses its own length. */
  readonly scheduleFollowsLength: boolean;
}

/**
 * @param before the schedule in the checkpoint of a resumed run
 * @throws RnnError `ERR_INVALID_OPTION`, also if the schedule differs from the checkpoint's
 */
export function planSchedule(given: unknown, lr: number, length: number | undefined, before: unknown): PlannedSchedule {
  const lrSchedule = scheduleSettings(given, lr, length);
  // Compared with all defaults, so that explicit defaults make no difference.
  if (before && !isSame(lrSchedule, scheduleSettings(before, lr, length)))
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `lrSchedule: expected ${JSON.stringify(before)}, as the checkpoint's run had, got ${JSON.stringify(given)}`,
    );
  const scheduleFollowsLength =
    lrSchedule.type !== "step" && (given as { readonly steps?: unknown }).steps === undefined;
  return { lrSchedule, rates: ratesOf(lrSchedule, lr), scheduleFollowsLength };
}

/** Whether two complete schedules are equal. */
const isSame = (a: ScheduleSettings, b: ScheduleSettings): boolean =>
  Object.entries(a).every(([name, value]) => (b as unknown as Record<string, unknown>)[name] === value);

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
