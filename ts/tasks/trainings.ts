/**
 * The registry of the tasks' {@link TaskTraining}. It is not in the registry of tasks, so that a worker loads neither models nor options.
 */
import type { TaskTraining } from "./task.js";
import type { TaskName } from "./types.js";

// biome-ignore lint/suspicious/noExplicitAny: only the task itself uses these values
type AnyTraining = TaskTraining<any>;

const trainings: Readonly<Record<TaskName, () => Promise<AnyTraining>>> = {
  tag: async () => (await import("./tag/training.js")).tagTraining,
  classify: async () => (await import("./classify/training.js")).classifyTraining,
  regress: async () => (await import("./regress/training.js")).regressTraining,
  forecast: async () => (await import("./forecast/training.js")).forecastTraining,
  generate: async () => (await import("./generate/training.js")).generateTraining,
};

export const loadTraining = (name: TaskName): Promise<AnyTraining> => trainings[name]();
