/**
 * Errors about options that do not fit together. Loaded only for one of them.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import { loadTask, taskNames } from "../../tasks/registry.js";
import type { AnyTask } from "../../tasks/task.js";

/** For a criterion that no validation measures. */
export const lacksValidation = (criterion: "until" | "patience"): RnnError =>
  new RnnError(
    "ERR_INVALID_OPTION",
    `${criterion}: expected a validation set to measure, got none: set \`validation\` (a share needs two sequences), or end the run by maxSteps or epochs`,
  );

/** For a run that nothing would end. */
export const lacksEnd = (hasValidation: boolean): RnnError =>
  invalidOption(
    "maxSteps",
    hasValidation
      ? "maxSteps, epochs, until or patience"
      : "maxSteps or epochs, because nothing else ends a run without a validation",
    undefined,
  );

/** For an option of other tasks; undefined if no task has it. */
export async function isOfOthers(task: AnyTask, option: string, value: unknown): Promise<RnnError | undefined> {
  const tasks = await Promise.all(taskNames.map(loadTask));
  const others = tasks.filter(({ options }) => option in options).map(({ name }) => name);
  if (others.length === 0) return undefined;
  return invalidOption(option, `an option of the task ${task.name} (${others.join(", ")} has it)`, value);
}
