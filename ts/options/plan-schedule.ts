/**
 * Checks and completes the learning rate schedule of a run.
 */
import { RnnError } from "../errors/rnn-error.js";
import { checkKeys, checkOneOf, invalidOption } from "../errors/validate.js";
import { ratesOf } from "./rates.js";
import { type ScheduleSettings, schedules } from "./schedule.js";
import { valuesOf } from "./schema.js";

const scheduleNames = Object.keys(schedules) as (keyof typeof schedules)[];

/**
 * Fills in a schedule's defaults.
 * @param length updates of the run, if known
 * @throws RnnError `ERR_INVALID_OPTION`
 */
function scheduleSettings(given: unknown, lr: number, length: number | undefined): ScheduleSettings {
  if (typeof given !== "object" || given === null) throw invalidOption("lrSchedule", "{ type } or a function", given);
  const { type: name, ...options } = given as { readonly type?: unknown };
  const type = checkOneOf("lrSchedule.type", name, scheduleNames);
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
