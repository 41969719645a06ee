/**
 * Learning rates over the updates, by the formulas of PyTorch's lr_scheduler. Steps count from 0.
 */
import { checkBoolean, checkInteger, checkKeys, checkNumber, checkOneOf, invalidOption } from "../errors/validate.js";

/** `CosineAnnealingLR`: from `lr` down to `etaMin` in `steps`. */
export interface CosineSchedule {
  /** Which schedule this is. */
  readonly type: "cosine";
  /** Half a period (T_max); default the run's length. */
  readonly steps?: number | undefined;
  /** Default 0. */
  readonly etaMin?: number | undefined;
}

/** `StepLR`: times `gamma` after every `stepSize` updates. */
export interface StepSchedule {
  /** Which schedule this is. */
  readonly type: "step";
  /** Updates from one change to the next; required (`steps` is taken as well). */
  readonly stepSize?: number | undefined;
  /** The same, by another name. */
  readonly steps?: number | undefined;
  /** Default 0.1. */
  readonly gamma?: number | undefined;
}

/** `LinearLR`: `lr` times a factor that goes from one to the other in `steps`, and stays. */
export interface LinearSchedule {
  /** Which schedule this is. */
  readonly type: "linear";
  /** Default the run's length (total_iters). */
  readonly steps?: number | undefined;
  /** Default 1/3. */
  readonly startFactor?: number | undefined;
  /** Default 1. */
  readonly endFactor?: number | undefined;
}

/** `OneCycleLR`: up to `maxLr`, and down to almost nothing, in `steps`. Momentum and betas stay as they are (cycle_momentum=False). */
export interface OneCycleSchedule {
  /** Which schedule this is. */
  readonly type: "onecycle";
  /** Default the run's length (total_steps). */
  readonly steps?: number | undefined;
  /** Default `lr`. */
  readonly maxLr?: number | undefined;
  /** Share of the way up; default 0.3. */
  readonly pctStart?: number | undefined;
  /** Default `"cos"`. */
  readonly annealStrategy?: "cos" | "linear" | undefined;
  /** The first rate is maxLr / divFactor; default 25. */
  readonly divFactor?: number | undefined;
  /** The last rate is the first / finalDivFactor; default 1e4. */
  readonly finalDivFactor?: number | undefined;
  /** Down again as long as up, then to the end; default false. */
  readonly threePhase?: boolean | undefined;
}

/** A schedule of PyTorch's, or the learning rate of each update as a function of the updates before it. */
export type LrSchedule = CosineSchedule | StepSchedule | LinearSchedule | OneCycleSchedule | ((step: number) => number);

type AllOf<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** A schedule with all its settings; plain values, so that it can be kept and sent. */
export type ScheduleSettings =
  | AllOf<CosineSchedule>
  | AllOf<Omit<StepSchedule, "steps">>
  | AllOf<LinearSchedule>
  | AllOf<OneCycleSchedule>;

/**
 * The settings of a schedule, defaults filled in.
 * @param length updates of the run, where it has a length
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function scheduleSettings(given: unknown, lr: number, length: number | undefined): ScheduleSettings {
  if (typeof given !== "object" || given === null) throw invalidOption("lrSchedule", "{ type } or a function", given);
  const options = given as Readonly<Record<string, unknown>>;
  const known = ["type", "steps"];
  const option = (name: string) => {
    known.push(name);
    return options[name];
  };
  const integer = (name: string, byDefault: unknown) =>
    checkInteger(`lrSchedule.${name}`, option(name) ?? byDefault, 1);
  const number = (name: string, byDefault: number, range: Parameters<typeof checkNumber>[2] = { min: 0 }) =>
    checkNumber(`lrSchedule.${name}`, option(name) ?? byDefault, range);
  const positive = { above: 0 };
  const read = {
    cosine: (type: "cosine") => ({ type, steps: integer("steps", length), etaMin: number("etaMin", 0) }),
    step: (type: "step") => ({
      type,
      stepSize: integer("stepSize", options["steps"]),
      gamma: number("gamma", 0.1, positive),
    }),
    linear: (type: "linear") => ({
      type,
      steps: integer("steps", length),
      startFactor: number("startFactor", 1 / 3, { above: 0, max: 1 }),
      endFactor: number("endFactor", 1, { min: 0, max: 1 }),
    }),
    onecycle: (type: "onecycle") => ({
      type,
      steps: integer("steps", length),
      maxLr: number("maxLr", lr),
      pctStart: number("pctStart", 0.3, { min: 0, max: 1 }),
      annealStrategy: checkOneOf("lrSchedule.annealStrategy", option("annealStrategy") ?? "cos", ["cos", "linear"]),
      divFactor: number("divFactor", 25, positive),
      finalDivFactor: number("finalDivFactor", 1e4, positive),
      threePhase: checkBoolean("lrSchedule.threePhase", option("threePhase") ?? false),
    }),
  };
  const type = checkOneOf("lrSchedule.type", options["type"], ["cosine", "step", "linear", "onecycle"]);
  const settings = read[type](type as never);
  checkKeys("lrSchedule", given, known);
  return settings;
}

/** Whether two schedules with all their settings give the same rates. */
export const sameSchedule = (a: ScheduleSettings, b: ScheduleSettings): boolean =>
  Object.entries(a).every(([name, value]) => (b as unknown as Record<string, unknown>)[name] === value);

/** The learning rates of `count` updates from `step` on. */
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

/** The share of a way that is done, from the share of its time. */
const cosine = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;
const line = (share: number) => share;

const along = (shape: (share: number) => number, from: number, to: number, share: number) =>
  from + (to - from) * shape(share);

function oneCycle(schedule: AllOf<OneCycleSchedule>, step: number): number {
  const { steps, maxLr, pctStart, divFactor, finalDivFactor, threePhase } = schedule;
  const first = maxLr / divFactor;
  const last = first / finalDivFactor;
  const shape = schedule.annealStrategy === "cos" ? cosine : line;
  const up = pctStart * steps - 1;
  /** From one rate to the next, and the update at which it is reached. */
  const phases = threePhase
    ? [[first, maxLr, up] as const, [maxLr, first, 2 * up] as const, [first, last, steps - 1] as const]
    : [[first, maxLr, up] as const, [maxLr, last, steps - 1] as const];
  let began = 0;
  for (const [from, to, end] of phases) {
    // PyTorch has no rate after the last update; the last one goes on here.
    if (step <= end || end === steps - 1)
      return along(shape, from, to, end > began ? Math.min((step - began) / (end - began), 1) : 1);
    began = end;
  }
  return last;
}
