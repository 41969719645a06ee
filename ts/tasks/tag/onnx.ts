/**
 * The ONNX export of taggers: logits at every step.
 */
import { linear, type OnnxExport } from "../../formats/onnx/export.js";
import { symbolNetwork } from "../symbol-network.js";
import type { Tagger } from "./tagger.js";

export const tagOnnx: OnnxExport<Tagger> = {
  network({ config: { vocabSize, embeddingDim, numClasses, ...sizes } }) {
    return { ...sizes, ...symbolNetwork(vocabSize, embeddingDim, numClasses) };
  },

  metadata: ({ alphabet, outputAlphabet }) => ({
    alphabet: JSON.stringify(alphabet),
    outputAlphabet: JSON.stringify(outputAlphabet),
  }),

  /** Output `logits` float32 [T, B, V]. */
  head(graph, hidden, spec) {
    linear(graph, hidden.rows, "logits", spec);
    graph.outputFloats("logits", ["T", "B", spec.config.output.size]);
  },
};
