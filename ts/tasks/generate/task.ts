/**
 * Generating: the next symbol of a text, or of items with a beginning and an end.
 */
import { type Metrics, reachesAll } from "../metrics.js";
import type { SourceMaker, TaskServices } from "../source.js";
import type { Task } from "../task.js";
import { encodeCodec, type GenerateCodec, textOf } from "./codec.js";
import { ItemSource } from "./item-source.js";
import { generateDefaults, generateOptions, generateStop } from "./options.js";
import { type GenerateSample, scoresOf } from "./progress.js";
import { resolveGenerate } from "./resolve.js";
import type { GenerateSpec } from "./source-spec.js";
import { TextGenerator } from "./text-generator.js";
import { TextSource } from "./text-source.js";
import { byForm } from "./training-data.js";

const metrics: Metrics = {
  ofUpdate: (loss, correct, rows) => scoresOf(loss, correct / rows),
  isBetter: ({ loss }, best) => loss < best.loss,
  isReached: reachesAll,
};

export const generate: Task<GenerateSpec, GenerateCodec, TextGenerator> = {
  name: "generate",
  options: generateOptions,
  defaults: generateDefaults,
  defaultStop: generateStop,
  dataKinds: { text: "a text", items: "items" },
  kindsOf: (data) => byForm(data, { text: () => ["text"], items: () => ["items"] }),
  resolve: (data, options, context) =>
    resolveGenerate(data, options as unknown as Parameters<typeof resolveGenerate>[1], context),
  source(spec: GenerateSpec, services: TaskServices): SourceMaker {
    if (spec.kind === "text") return (_, rows) => new TextSource(spec, rows);
    return (draws, rows) => new ItemSource(spec, services, draws, rows);
  },
  metrics: () => metrics,
  present: (sample, codec): GenerateSample => ({ text: textOf(codec, sample as Uint32Array) }),
  encode: encodeCodec,
  loading: async () => (await import("./files/loading.js")).generateLoading,
  model: (parts, training) => TextGenerator.of(parts, training),
};
