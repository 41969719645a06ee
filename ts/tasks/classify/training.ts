/**
 * The data source and the metrics of classifying.
 */
import { scoreSequences } from "../sequence/scores.js";
import type { TaskTraining } from "../task.js";
import { classifyMetrics } from "./metrics.js";
import { ClassifySource, type ClassifySpec } from "./source.js";

export const classifyTraining: TaskTraining<ClassifySpec> = {
  source: (spec, services) => (draws, rows) => new ClassifySource(spec, services, draws, rows),
  metrics: classifyMetrics,
  meanSteps: ({ data: { starts } }) => (starts.at(-1) as number) / (starts.length - 1),
  scorer: () => scoreSequences,
};
