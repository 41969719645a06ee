/**
 * The ONNX export of forecasters: rows in the data's units in, forecasts in the data's units out. Logarithms, differences and scaling are
 * nodes of the graph.
 */
import type { Scale } from "../../data/scaling.js";
import { linear, type OnnxExport } from "../../formats/onnx/export.js";
import { attribute, elementTypes, type OnnxGraph } from "../../formats/onnx/graph.js";
import { readout, scaledBy } from "../sequence/onnx.js";
import type { ExportedForecaster } from "./codec.js";
import type { Forecaster } from "./forecaster.js";
import type { ColumnPlan, Preprocessing } from "./preparation/preprocessing.js";

/** To the end of an axis. */
const end = Number.MAX_SAFE_INTEGER;

export const forecastOnnx: OnnxExport<Forecaster> = {
  // Without the variances of the loss `gaussian`, which follow the means.
  network({ network, exported: { preprocessing } }) {
    const size = preprocessing.loss === "gaussian" ? network.output.size / 2 : network.output.size;
    return { ...network, output: { ...network.output, size } };
  },

  metadata({ config, exported: { preprocessing, scales, isPanel, plan } }) {
    const { columns, targets, known, horizon, season, difference, transform, lags, calendar, mode } = config;
    const said = { columns, targets, known, horizon, season, difference, transform, lags, calendar, mode };
    return {
      ...Object.fromEntries(Object.entries(said).map(([name, value]) => [name, JSON.stringify(value ?? null)])),
      predicted: JSON.stringify(plan.predicted.map((column) => preprocessing.form.columns[column])),
      gaps: JSON.stringify(preprocessing.gapColumns),
      ...(isPanel && { scales: JSON.stringify(scales.map((all) => all.map(({ shift, width }) => [shift, width]))) }),
    };
  },

  /**
   * Input `values`, float64 [T, B, predicted columns]; and where the model has them `known`, float64 [T, B, known], one row ahead, `calendar`,
   * float32 [T, B, 2 · parts], one row ahead, and `gaps`, float32 [T, B, gaps]. For a panel `shift` and `width`, float64 [predicted columns], are
   * the scale of the series.
   */
  input(graph, _, { exported }) {
    const { preprocessing, plan, scales, isPanel } = exported;
    const { predicted, known, terms, firstRow, gaps } = plan;
    const width = predicted.length;
    const values = graph.inputDoubles("values", ["T", "B", width]);
    const levels = transformed(graph, values, preprocessing.transform);
    const lost = terms.reduce((most, { lag }) => Math.max(most, lag), 0);
    let differences = rows(graph, levels, lost, end, "levels.now");
    for (const [i, { lag, sign }] of terms.entries())
      differences = graph.node(
        sign > 0 ? "Sub" : "Add",
        [differences, rows(graph, levels, lost - lag, -lag, `levels.${lag}`)],
        `difference.${i}`,
      );
    const [own] = scales as [readonly Scale[]];
    if (isPanel) for (const name of ["shift", "width"]) graph.inputDoubles(name, [width]);
    else {
      graph.doubles(
        "shift",
        own.map(({ shift }) => shift),
      );
      graph.doubles(
        "width",
        own.map(({ width }) => width),
      );
    }
    const shifted = graph.node("Sub", [differences, "shift"], "shifted");
    const scaled = graph.node("Div", [shifted, "width"], "scaled");
    const all = [rows(graph, scaled, firstRow - lost, end, "inputs.values")];
    if (known.length > 0) all.push(scaledKnown(graph, preprocessing, firstRow));
    const doubles = [inDataOrder(graph, all, plan)];
    for (const lag of preprocessing.lags) {
      const to = lag === 1 ? end : 1 - lag;
      doubles.push(rows(graph, scaled, firstRow - lost + 1 - lag, to, `inputs.lag.${lag}`));
    }
    const joined = concatenated(graph, doubles, "inputs.doubles");
    const floats = [graph.node("Cast", [joined], "inputs.floats", [attribute("to", elementTypes.float)])];
    for (const [name, count] of [
      ["calendar", 2 * preprocessing.calendar.length],
      ["gaps", gaps.length],
    ] as const)
      if (count > 0) {
        graph.inputFloats(name, ["T", "B", count]);
        floats.push(rows(graph, name, firstRow, end, `inputs.${name}`));
      }
    const inputs = concatenated(graph, floats, "inputs");
    return preprocessing.mode === "direct" ? rows(graph, inputs, -preprocessing.window, end, "inputs.window") : inputs;
  },

  /**
   * Output `forecast`, float64 [T′, B, targets]: the row after each one that has all lags and differences. In direct mode [horizon, B, targets].
   */
  head(graph, hidden, spec, { exported }) {
    const { preprocessing, plan } = exported;
    const isDirect = preprocessing.mode === "direct";
    const outputs = linear(graph, isDirect ? readout(graph, hidden, spec) : hidden.rows, "outputs", spec);
    const doubles = graph.node("Cast", [outputs], "outputs.doubles", [attribute("to", elementTypes.double)]);
    const levels = isDirect ? directLevels(graph, doubles, exported) : nextLevels(graph, doubles, exported);
    const undone = untransformed(graph, levels, preprocessing.transform);
    const chosen = isDirect ? plan.targets.map((_, i) => i) : plan.targets;
    graph.node("Gather", [undone, graph.integers("targets", chosen)], "forecast", [attribute("axis", 2)]);
    graph.outputDoubles("forecast", [isDirect ? preprocessing.horizon : "T_forecast", "B", plan.targets.length]);
  },
};

/** Rows `from` … `to` − 1 of the time axis; negative ones count from the end. */
function rows(graph: OnnxGraph, of: string, from: number, to: number, name: string): string {
  if (from === 0 && to === end) return of;
  const bounds = [[from], [to], [0]].map((bound, i) => graph.integers(`${name}.${["from", "to", "axis"][i]}`, bound));
  return graph.node("Slice", [of, ...bounds], name);
}

function concatenated(graph: OnnxGraph, parts: readonly string[], name: string): string {
  return parts.length === 1 ? (parts[0] as string) : graph.node("Concat", parts, name, [attribute("axis", 2)]);
}

function transformed(graph: OnnxGraph, values: string, transform: Preprocessing["transform"]): string {
  if (transform === "none") return values;
  const positive = transform === "log1p" ? graph.node("Add", [values, graph.doubles("one", [1])], "above") : values;
  return graph.node("Log", [positive], "levels");
}

function untransformed(graph: OnnxGraph, levels: string, transform: Preprocessing["transform"]): string {
  if (transform === "none") return levels;
  const exponential = graph.node("Exp", [levels], "exponential");
  return transform === "log1p" ? graph.node("Sub", [exponential, "one"], "undone") : exponential;
}

function scaledKnown(graph: OnnxGraph, { known, knownScales }: Preprocessing, firstRow: number): string {
  const given = graph.inputDoubles("known", ["T", "B", known.length]);
  return rows(graph, scaledBy(graph, given, knownScales, "known"), firstRow, end, "inputs.known");
}

/** Values and known columns in the order in which the network reads them: that of the data. */
function inDataOrder(graph: OnnxGraph, parts: readonly string[], { inputs, predicted }: ColumnPlan): string {
  const joined = concatenated(graph, parts, "inputs.columns");
  const order = inputs.flatMap(({ kind, index }) =>
    kind === "value" ? [index] : kind === "known" ? [predicted.length + index] : [],
  );
  if (order.every((place, i) => place === i)) return joined;
  return graph.node("Gather", [joined, graph.integers("inputs.order", order)], "inputs.ordered", [
    attribute("axis", 2),
  ]);
}

/** The levels of the row after each. */
function nextLevels(graph: OnnxGraph, outputs: string, { preprocessing, plan }: ExportedForecaster): string {
  const levels = preprocessing.transform === "none" ? "values" : "levels";
  const widened = graph.node("Mul", [outputs, "width"], "outputs.widened");
  let next = graph.node("Add", [widened, "shift"], "outputs.shifted");
  for (const [i, { lag, sign }] of plan.terms.entries()) {
    const before = rows(graph, levels, plan.firstRow + 1 - lag, lag === 1 ? end : 1 - lag, `before.${lag}`);
    next = graph.node(sign > 0 ? "Add" : "Sub", [next, before], `next.${i}`);
  }
  return next;
}

/** The levels of all rows of the horizon, [horizon, B, targets], each from those before it. */
function directLevels(graph: OnnxGraph, outputs: string, { preprocessing, plan }: ExportedForecaster): string {
  const { horizon, transform } = preprocessing;
  const { targets, terms } = plan;
  const axis = attribute("axis", 0);
  const places = graph.integers("direct.places", targets);
  // [B, horizon · targets] → [B, horizon, targets] → [horizon, B, targets]
  const shape = graph.integers("direct.shape", [0, horizon, targets.length]);
  const byStep = graph.node("Reshape", [outputs, shape], "direct.steps");
  const steps = graph.node("Transpose", [byStep], "direct.time", [attribute("perm", [1, 0, 2])]);
  const [shift, width] = ["shift", "width"].map((name) =>
    graph.node("Gather", [name, places], `direct.${name}`, [axis]),
  );
  const widened = graph.node("Mul", [steps, width as string], "direct.widened");
  const differences = graph.node("Add", [widened, shift as string], "direct.differences");
  if (terms.length === 0) return differences;
  const levels = transform === "none" ? "values" : "levels";
  const history = graph.node("Gather", [levels, places], "direct.history", [attribute("axis", 2)]);
  const found: string[] = [];
  for (let step = 0; step < horizon; step++) {
    let level = rows(graph, differences, step, step + 1, `direct.${step}`);
    for (const { lag, sign } of terms) {
      const back = lag - step;
      const before =
        back > 0
          ? rows(graph, history, -back, back === 1 ? end : 1 - back, `direct.${step}.${lag}`)
          : (found[step - lag] as string);
      level = graph.node(sign > 0 ? "Add" : "Sub", [level, before], `direct.${step}.with.${lag}`);
    }
    found.push(level);
  }
  return graph.node("Concat", found, "direct.levels", [axis]);
}
