/**
 * The tasks, each loaded when a run or a file needs it. What else is known of them by name: types.ts, onnx.ts, and the command line's cli/tasks.
 */
import { invalidOption } from "../errors/validate.js";
import { isTagData, tagData } from "./tag/training-data.js";
import type { AnyTask } from "./task.js";
import type { TaskName } from "./types.js";

interface Entry {
  /** Whether data is of this task. */
  readonly matches: (data: unknown) => boolean;
  /** Such data in words. */
  readonly data: string;
  readonly load: () => Promise<AnyTask>;
}

const tasks: Readonly<Record<TaskName, Entry>> = {
  tag: { matches: isTagData, data: tagData, load: async () => (await import("./tag/task.js")).tag },
};

export const taskNames = Object.keys(tasks) as TaskName[];

/** The task of weights that do not say it. */
export const defaultTask: TaskName = "tag";

/** @throws RnnError `ERR_INVALID_OPTION` for data of no task */
export function taskOf(data: unknown): TaskName {
  const name = taskNames.find((name) => tasks[name].matches(data));
  const wanted = taskNames.map((name) => tasks[name].data).join(", ");
  if (!name) throw invalidOption("data", wanted, data);
  return name;
}

export const loadTask = (name: TaskName): Promise<AnyTask> => tasks[name].load();

/** The other tasks that have an option. */
export async function tasksWith(option: string): Promise<TaskName[]> {
  const loaded = await Promise.all(taskNames.map(loadTask));
  return taskNames.filter((_, i) => option in (loaded[i] as AnyTask).options);
}
