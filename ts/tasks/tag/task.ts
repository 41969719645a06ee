/**
 * The tagging task: one output symbol for each input symbol, such as deciphering.
 */
import type { Task } from "../task.js";
import { encodeCodec, type TagCodec } from "./codec.js";
import { tagDefaults, tagOptions, tagStop } from "./options.js";
import type { TagSample } from "./progress.js";
import { resolveTag } from "./resolve.js";
import type { TagSourceSpec } from "./source-spec.js";
import type { RawSample } from "./tag-source.js";
import { Tagger } from "./tagger.js";
import { byForm } from "./training-data.js";

export const tag: Task<TagSourceSpec, TagCodec, Tagger> = {
  name: "tag",
  options: tagOptions,
  dataKinds: { cipher: "a cipher", dataset: "a dataset()", pairs: "pairs", stream: "pairs" },
  kindsOf: (data) =>
    byForm(data, { cipher: () => ["cipher"], dataset: () => ["dataset"], pairs: () => ["pairs", "stream"] }),
  defaults: tagDefaults,
  defaultStop: tagStop,
  resolve: (data, options, context) => resolveTag(data, options as Parameters<typeof resolveTag>[1], context),

  present(sample, { alphabet, outputAlphabet }): TagSample {
    const { tokens, targets, predictions } = sample as RawSample;
    return {
      input: alphabet.decode(tokens),
      output: outputAlphabet.decode(predictions),
      target: outputAlphabet.decode(targets),
    };
  },

  encode: encodeCodec,
  loading: async () => (await import("./files/loading.js")).tagLoading,
  model: (parts, training) => Tagger.of(parts, training),
};
