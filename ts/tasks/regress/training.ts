/**
 * The data source and the metrics of regression.
 */
import { byLoss, type Metrics } from "../metrics.js";
import { scoreSequences } from "../sequence/scores.js";
import type { TaskTraining } from "../task.js";
import { RegressSource, type RegressSpec } from "./source.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  ...byLoss,
};

export const regressTraining: TaskTraining<RegressSpec> = {
  source: (spec, services) => (draws, rows) => new RegressSource(spec, services, draws, rows),
  metrics: () => metrics,
  meanSteps: ({ data: { starts } }) => (starts.at(-1) as number) / (starts.length - 1),
  scorer: () => scoreSequences,
};
