/**
 * Analyses a model for one message: predictions, units, confusion matrix, and the influence of inputs on outputs.
 */
import type { Matrix, Tagger } from "rnn-wasm";
import { cells, pureGatesOf, type UnitPart } from "../../../ts/model/cells.js";
import type { Words } from "../shared/pairs-text.js";
import type { Analysis, AnalysisRequest, DirectionUnits } from "../shared/protocol.js";
import { influenceOf } from "./influence.js";

/** The analysis of a model, without the step. */
export type ModelAnalysis = Omit<Analysis, "step" | "isNow" | "kept">;

export function analyse(model: Tagger, { message, probes, forget }: AnalysisRequest): ModelAnalysis {
  const inputSymbols = [...model.alphabet];
  const outputSymbols = [...model.outputAlphabet];
  const input = [...message];
  const parts = partsOf(model);
  const units = unitsOf(model, message, parts, forget);
  const { winners, confidence } = winnersOf(units.probabilities);
  const indices = new Map(inputSymbols.map((symbol, index) => [symbol, index]));
  // In models with a symbol for unknown ones, it comes after all others.
  const tokens = input.map((symbol) => indices.get(symbol) ?? inputSymbols.length);
  return {
    numParameters: model.numParameters,
    inputSymbols,
    outputSymbols,
    input,
    output: Array.from(winners, (winner) => outputSymbols[winner] as string),
    confidence,
    parts,
    directions: units.directions,
    confusionMatrix: confusionMatrixOf(model, probes, forget, inputSymbols, outputSymbols.length),
    influence: influenceOf(model, tokens, winners, forget),
  };
}

/** The gates and states of the model's cell: gates first, the output last. */
function partsOf({ config: { cell } }: Tagger): UnitPart[] {
  return [...pureGatesOf(cell), ...[...cells[cell].states].reverse()];
}

/** The parts of a sequence that share a state: all of it, or each symbol alone. */
function stretches(sequence: Words, forget: boolean): Words[] {
  if (!forget) return sequence.length ? [sequence] : [];
  return [...sequence].map((symbol) => (typeof sequence === "string" ? symbol : [symbol]));
}

function unitsOf(
  model: Tagger,
  message: Words,
  parts: readonly UnitPart[],
  forget: boolean,
): { probabilities: Matrix; directions: DirectionUnits[] } {
  const traces = stretches(message, forget).map((stretch) => model.trace(stretch));
  const { numClasses, hiddenSize, numLayers, bidirectional } = model.config;
  const probabilities = joined(traces.map((trace) => trace.probabilities.data));
  const directions = Array.from({ length: numLayers * (bidirectional ? 2 : 1) }, (_, index) => {
    const [layer, direction] = bidirectional ? [index >> 1, index & 1] : [index, 0];
    const values = parts.map((part) =>
      joined(traces.map((trace) => trace.layers[layer]?.directions[direction]?.[part]?.data ?? new Float32Array())),
    );
    const name = `layer ${layer + 1}${bidirectional ? (direction ? ", from the end" : ", from the start") : ""}`;
    return { name, hidden: hiddenSize, values: joined(values) };
  });
  return { probabilities: { shape: [probabilities.length / numClasses, numClasses], data: probabilities }, directions };
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function winnersOf({ shape, data }: Matrix): { winners: Int32Array; confidence: Float32Array<ArrayBuffer> } {
  const [time = 0, classes = 0] = shape;
  const winners = new Int32Array(time);
  const confidence = new Float32Array(time);
  for (let t = 0; t < time; t++) {
    const row = data.subarray(t * classes, (t + 1) * classes);
    const best = row.reduce((winner, value, index) => (value > (row[winner] as number) ? index : winner), 0);
    winners[t] = best;
    confidence[t] = row[best] as number;
  }
  return { winners, confidence };
}

/** [input symbol][output symbol]: the probability, averaged over all occurrences of the input symbol in the probes. */
function confusionMatrixOf(
  model: Tagger,
  probes: readonly Words[],
  forget: boolean,
  symbols: readonly string[],
  classes: number,
): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(symbols.length * classes);
  const counts = new Float32Array(symbols.length);
  const indices = new Map(symbols.map((symbol, index) => [symbol, index]));
  for (const stretch of forget ? symbols.map((symbol) => [symbol]) : probes) {
    const { data } = model.probabilities(stretch);
    for (const [t, symbol] of [...stretch].entries()) {
      const row = indices.get(symbol);
      if (row === undefined) continue;
      counts[row] = (counts[row] as number) + 1;
      for (let k = 0; k < classes; k++) {
        const at = row * classes + k;
        sums[at] = (sums[at] as number) + (data[t * classes + k] as number);
      }
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / classes)] as number));
}
