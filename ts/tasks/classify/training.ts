/**
 * The data source and the metrics of classifying.
 */
import { meanLength } from "../../data/batches.js";
import { scoreSequences } from "../sequence/scores.js";
import type { TaskTraining } from "../task.js";
import { classifyMetrics } from "./metrics.js";
import { ClassifySource, type ClassifySpec } from "./source.js";

export const classifyTraining: TaskTraining<ClassifySpec> = {
  source: (spec, services) => (draws, rows) => new ClassifySource(spec, services, draws, rows),
  metrics: classifyMetrics,
  meanSteps: ({ data }) => meanLength(data),
  scorer: () => scoreSequences,
};
