/**
 * The settings of learning rate schedules, as in PyTorch's lr_scheduler.
 */
import { boolean, integer, number, type OptionsOf, option, type ValuesOf, word } from "./schema.js";

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

export type OneCycleSettings = { readonly type: "onecycle" } & Complete<"onecycle">;
