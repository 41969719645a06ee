/**
 * The ONNX export of regressors: values in the data's units.
 */
import { linear, type OnnxExport } from "../../formats/onnx/export.js";
import { attribute, elementTypes } from "../../formats/onnx/graph.js";
import { readout, sequenceInput, sequenceMetadata } from "../sequence/onnx.js";
import type { Regressor } from "./regressor.js";

export const regressOnnx: OnnxExport<Regressor> = {
  // Without the variances of the loss `gaussian`, which follow the values.
  network: ({ network, valueScales }) => ({ ...network, output: { ...network.output, size: valueScales.length } }),
  metadata: (model) => ({ ...sequenceMetadata(model), values: JSON.stringify(model.valueColumns) }),
  input: sequenceInput,
  hasLengths: true,

  /** Output `predictions` float64 [B, values]. */
  head(graph, hidden, spec, { valueScales }) {
    const outputs = linear(graph, readout(graph, hidden, spec), "outputs", spec);
    const doubles = graph.node("Cast", [outputs], "outputs.doubles", [attribute("to", elementTypes.double)]);
    const widths = graph.doubles(
      "output.width",
      valueScales.map(({ width }) => width),
    );
    const shifts = graph.doubles(
      "output.shift",
      valueScales.map(({ shift }) => shift),
    );
    graph.node("Add", [graph.node("Mul", [doubles, widths], "outputs.scaled"), shifts], "predictions");
    graph.outputDoubles("predictions", ["B", valueScales.length]);
  },
};
