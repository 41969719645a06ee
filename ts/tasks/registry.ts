/**
 * The registry of tasks, each loaded on demand.
 */
import { invalidOption } from "../errors/validate.js";
import { labeledForms } from "./classify/training-data.js";
import { type DataForm, dataOf } from "./data-keys.js";
import { forecastForms } from "./forecast/training-data.js";
import { generateForms } from "./generate/training-data.js";
import { valuedForms } from "./regress/training-data.js";
import { tagData } from "./tag/training-data.js";
import type { AnyTask, AnyTraining } from "./task.js";
import type { TaskName } from "./types.js";

interface TaskEntry {
  readonly data: DataForm;
  /** The task, which workers do not have: their program leaves it out. */
  task(): Promise<AnyTask>;
  /** What the thread of the loop needs of it. */
  training(): Promise<AnyTraining>;
}

const tasks: Readonly<Record<TaskName, TaskEntry>> = {
  tag: {
    data: tagData,
    task: async () => (await import("./tag/task.js")).tag,
    training: async () => (await import("./tag/training.js")).tagTraining,
  },
  classify: {
    data: dataOf(labeledForms),
    task: async () => (await import("./classify/task.js")).classify,
    training: async () => (await import("./classify/training.js")).classifyTraining,
  },
  regress: {
    data: dataOf(valuedForms),
    task: async () => (await import("./regress/task.js")).regress,
    training: async () => (await import("./regress/training.js")).regressTraining,
  },
  forecast: {
    data: dataOf(forecastForms),
    task: async () => (await import("./forecast/task.js")).forecast,
    training: async () => (await import("./forecast/training.js")).forecastTraining,
  },
  generate: {
    data: dataOf(generateForms),
    task: async () => (await import("./generate/task.js")).generate,
    training: async () => (await import("./generate/training.js")).generateTraining,
  },
};

export const taskNames = Object.keys(tasks) as TaskName[];

/** The task of weights without metadata. */
export const defaultTask: TaskName = "tag";

/** @throws RnnError `ERR_INVALID_OPTION` for data that no task accepts */
export function taskOf(data: unknown): TaskName {
  const name = taskNames.find((name) => tasks[name].data.accepts(data));
  if (name) return name;
  throw invalidOption("data", taskNames.map((name) => tasks[name].data.inWords).join(", "), data);
}

export const loadTask = (name: TaskName): Promise<AnyTask> => tasks[name].task();

export const loadTraining = (name: TaskName): Promise<AnyTraining> => tasks[name].training();
