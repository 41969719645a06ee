/**
 * Explains options that a task lacks. Loaded only when there is one.
 */
import { invalidOption } from "../errors/validate.js";
import { loadTask, taskNames } from "./registry.js";
import type { AnyTask } from "./task.js";

/** @throws RnnError `ERR_INVALID_OPTION` for an option that other tasks have */
export async function checkNotOfOthers(task: AnyTask, option: string, value: unknown): Promise<void> {
  const tasks = await Promise.all(taskNames.map(loadTask));
  const others = tasks.filter(({ options }) => option in options).map(({ name }) => name);
  if (others.length > 0)
    throw invalidOption(option, `an option of the task ${task.name} (${others.join(", ")} has it)`, value);
}
