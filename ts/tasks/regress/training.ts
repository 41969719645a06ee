/**
 * The data source and the metrics of regression.
 */
import { type Metrics, reachesAll } from "../metrics.js";
import type { TaskTraining } from "../task.js";
import { RegressSource, type RegressSpec } from "./source.js";

const metrics: Metrics = {
  ofUpdate: (loss) => ({ loss }),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached: reachesAll,
};

export const regressTraining: TaskTraining<RegressSpec> = {
  source: (spec, services) => (draws, rows) => new RegressSource(spec, services, draws, rows),
  metrics: () => metrics,
};
