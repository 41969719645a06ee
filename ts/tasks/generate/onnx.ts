/**
 * The ONNX export of generators: one step, or several, from a state to the next one.
 */
import { linear, type OnnxExport } from "../../formats/onnx/export.js";
import { symbolNetwork } from "../symbol-network.js";
import type { TextGenerator } from "./text-generator.js";

export const generateOnnx: OnnxExport<TextGenerator> = {
  network({ config: { vocabSize, embeddingDim, numClasses, ...sizes } }) {
    return { ...sizes, ...symbolNetwork(vocabSize, embeddingDim, numClasses) };
  },

  metadata: ({ alphabet, labels }) => ({ alphabet: JSON.stringify(alphabet), labels: JSON.stringify(labels) }),

  hasState: true,

  /** Output `logits` float32 [T, B, V]. */
  head(graph, hidden, spec) {
    linear(graph, hidden.rows, "logits", spec);
    graph.outputFloats("logits", ["T", "B", spec.config.output.size]);
  },
};
