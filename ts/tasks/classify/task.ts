/**
 * Classifying: a label for a sequence.
 */
import { invalidOption } from "../../errors/validate.js";
import { hasKeys, inWords } from "../data-keys.js";
import type { StepRows } from "../sequence/rows.js";
import type { Task } from "../task.js";
import { Classifier } from "./classifier.js";
import { type ClassifyCodec, encodeCodec } from "./codec.js";
import { classifyOutput } from "./network.js";
import { classifyDefaults, classifyOptions, classifyStop } from "./options.js";
import type { ClassifySample } from "./progress.js";
import { type ClassifySettings, resolveClassify } from "./resolve.js";
import type { ClassifySpec } from "./source.js";
import { labeledForms } from "./training-data.js";

/** What the source shows of an example. */
interface RawSample {
  readonly rows: StepRows;
  readonly label: number;
  readonly probabilities: Float32Array;
}

export const classify: Task<ClassifySpec, ClassifyCodec, Classifier> = {
  name: "classify",
  options: classifyOptions,
  defaults: classifyDefaults,
  defaultStop: classifyStop,
  dataKinds: { labeled: "labeled sequences" },
  kindsOf(data) {
    if (!hasKeys(data, labeledForms)) throw invalidOption("data", inWords(labeledForms), data);
    return ["labeled"];
  },
  resolve: (data, options, context) => resolveClassify(data, options as unknown as ClassifySettings, context),

  present(sample, { input, classes }): ClassifySample {
    const { rows, label, probabilities } = sample as RawSample;
    const probability = Math.max(...probabilities);
    return {
      input: input.decode(rows),
      label: classes[label] as ClassifySample["label"],
      predicted: classes[probabilities.indexOf(probability)] as ClassifySample["label"],
      probability,
    };
  },

  encode: encodeCodec,
  loading: async () => (await import("./loading.js")).classifyLoading,

  model({ config, codec, ...parts }, training) {
    // Smoothing and weights belong to the training.
    const output = classifyOutput(codec.readout, config.output.size);
    return Classifier.of({ ...parts, codec, config: { ...config, output } }, training);
  },
};
