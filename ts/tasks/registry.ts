/**
 * The registry of tasks, each loaded on demand. What is loaded apart from a task has a list of its own: trainings.ts,
 * classes.ts, onnx.ts, pytorch.ts, cli/tasks/registry.ts, and types.ts.
 */
import { invalidOption } from "../errors/validate.js";
import { labeledForms } from "./classify/training-data.js";
import { type DataKeys, hasKeys, inWords } from "./data-keys.js";
import { forecastForms } from "./forecast/training-data.js";
import { generateForms } from "./generate/training-data.js";
import { valuedForms } from "./regress/training-data.js";
import { isCipher, isDataset } from "./tag/dataset.js";
import { inTagWords, tagForms } from "./tag/training-data.js";
import type { AnyTask } from "./task.js";
import type { TaskName } from "./types.js";

/** Each task's data and implementation. */
const tasks: Readonly<Record<TaskName, readonly [DataKeys, () => Promise<AnyTask>]>> = {
  tag: [tagForms, async () => (await import("./tag/task.js")).tag],
  classify: [labeledForms, async () => (await import("./classify/task.js")).classify],
  regress: [valuedForms, async () => (await import("./regress/task.js")).regress],
  forecast: [forecastForms, async () => (await import("./forecast/task.js")).forecast],
  generate: [generateForms, async () => (await import("./generate/task.js")).generate],
};

export const taskNames = Object.keys(tasks) as TaskName[];

/** The task of weights without metadata. */
export const defaultTask: TaskName = "tag";

/** @throws RnnError `ERR_INVALID_OPTION` for data that no task accepts */
export function taskOf(data: unknown): TaskName {
  if (isCipher(data) || isDataset(data)) return "tag";
  const name = taskNames.find((name) => hasKeys(data, tasks[name][0]));
  if (name) return name;
  const others = taskNames.filter((name) => name !== "tag").map((name) => inWords(tasks[name][0]));
  throw invalidOption("data", [inTagWords, ...others].join(", "), data);
}

export const loadTask = (name: TaskName): Promise<AnyTask> => tasks[name][1]();
