/**
 * The ONNX export of classifiers: the probabilities of sequences.
 */
import { linear, type OnnxExport } from "../../formats/onnx/export.js";
import { attribute } from "../../formats/onnx/graph.js";
import { readout, sequenceInput, sequenceMetadata } from "../sequence/onnx.js";
import type { Classifier } from "./classifier.js";

export const classifyOnnx: OnnxExport<Classifier> = {
  network: (model) => model.network,
  metadata: (model) => ({ ...sequenceMetadata(model), classes: JSON.stringify(model.classes) }),
  input: sequenceInput,
  hasLengths: true,

  /** Output `probabilities` float32 [B, K]. */
  head(graph, hidden, spec) {
    const logits = linear(graph, readout(graph, hidden, spec), "logits", spec);
    graph.node("Softmax", [logits], "probabilities", [attribute("axis", 1)]);
    graph.outputFloats("probabilities", ["B", spec.config.output.size]);
  },
};
