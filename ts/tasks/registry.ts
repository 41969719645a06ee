/**
 * The registry of tasks, each loaded on demand. types.ts, onnx.ts and cli/tasks also list the tasks by name.
 */
import { invalidOption } from "../errors/validate.js";
import { isLabeledData, labeledData } from "./classify/training-data.js";
import { forecastData, isForecastData } from "./forecast/training-data.js";
import { generateData, isGenerateData } from "./generate/training-data.js";
import { isValuedData, valuedData } from "./regress/training-data.js";
import { isTagData, tagData } from "./tag/training-data.js";
import type { AnyTask } from "./task.js";
import type { TaskName } from "./types.js";

interface Entry {
  /** Whether data belongs to this task. */
  readonly matches: (data: unknown) => boolean;
  /** A description of its data. */
  readonly data: string;
  readonly load: () => Promise<AnyTask>;
}

const tasks: Readonly<Record<TaskName, Entry>> = {
  tag: { matches: isTagData, data: tagData, load: async () => (await import("./tag/task.js")).tag },
  classify: {
    matches: isLabeledData,
    data: labeledData,
    load: async () => (await import("./classify/task.js")).classify,
  },
  regress: { matches: isValuedData, data: valuedData, load: async () => (await import("./regress/task.js")).regress },
  forecast: {
    matches: isForecastData,
    data: forecastData,
    load: async () => (await import("./forecast/task.js")).forecast,
  },
  generate: {
    matches: isGenerateData,
    data: generateData,
    load: async () => (await import("./generate/task.js")).generate,
  },
};

export const taskNames = Object.keys(tasks) as TaskName[];

/** The task of weights without metadata. */
export const defaultTask: TaskName = "tag";

/** @throws RnnError `ERR_INVALID_OPTION` for data that no task accepts */
export function taskOf(data: unknown): TaskName {
  const name = taskNames.find((name) => tasks[name].matches(data));
  const wanted = taskNames.map((name) => tasks[name].data).join(", ");
  if (!name) throw invalidOption("data", wanted, data);
  return name;
}

export const loadTask = (name: TaskName): Promise<AnyTask> => tasks[name].load();
