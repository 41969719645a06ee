/**
 * Generating: the next symbol of a text, or of items with a beginning and an end.
 */
import type { Task } from "../task.js";
import { encodeCodec, type GenerateCodec, textOf } from "./codec.js";
import { byForm } from "./data-forms.js";
import { generateDefaults, generateOptions, generateStop } from "./options.js";
import type { GenerateSample } from "./progress.js";
import { resolveGenerate } from "./resolve.js";
import type { GenerateSpec } from "./source-spec.js";
import { TextGenerator } from "./text-generator.js";

export const generate: Task<GenerateSpec, GenerateCodec, TextGenerator> = {
  name: "generate",
  options: generateOptions,
  defaults: generateDefaults,
  defaultStop: generateStop,
  dataKinds: { text: "a text", items: "items" },
  kindsOf: (data) => byForm(data, { text: () => ["text"], items: () => ["items"] }),
  resolve: (data, options, context) =>
    resolveGenerate(data, options as unknown as Parameters<typeof resolveGenerate>[1], context),
  present: (sample, codec): GenerateSample => ({ text: textOf(codec, sample as Uint32Array) }),
  encode: encodeCodec,
  loading: async () => (await import("./files/loading.js")).generateLoading,
  model: (parts, training) => TextGenerator.of(parts, training),
};
