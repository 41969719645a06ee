/**
 * The data sources and the metrics of generating.
 */
import { byLoss, type Metrics } from "../metrics.js";
import type { SourceMaker, TaskServices } from "../source.js";
import type { TaskTraining } from "../task.js";
import { scoreGenerated } from "./evaluation.js";
import { ItemSource } from "./item-source.js";
import { scoresOf } from "./progress.js";
import type { GenerateSpec } from "./source-spec.js";
import { TextSource } from "./text-source.js";

const metrics: Metrics = {
  ofUpdate: (loss, correct, rows) => scoresOf(loss, correct / rows),
  ...byLoss,
};

export const generateTraining: TaskTraining<GenerateSpec> = {
  source(spec: GenerateSpec, services: TaskServices): SourceMaker {
    if (spec.kind === "text") return () => new TextSource(spec);
    return (draws, rows) => new ItemSource(spec, services, draws, rows);
  },
  metrics: () => metrics,
  meanSteps: (spec) => (spec.kind === "text" ? spec.bptt : spec.items.tokens.length / spec.items.starts.length),
  scorer: () => scoreGenerated,
};
