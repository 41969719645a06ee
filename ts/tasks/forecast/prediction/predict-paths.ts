/**
 * Runs the network along paths: over the history of each, then step by step with what it predicted itself, or in direct mode once.
 */
import type { Network } from "../../../core/network.js";
import { stateLength, targetWidthOf } from "../../../core/network-config.js";
import { rowsAtOnce } from "../../../model/config.js";
import type { Preprocessing } from "../preparation/preprocessing.js";
import type { Path } from "./path.js";

/** How paths are predicted. */
export interface Prediction {
  readonly steps: number;
  /** Rows before the first origin that are enough for its state; by default all of them. */
  readonly warmUp?: number | undefined;
  /** Draws a value of a normal distribution instead of its mean. */
  readonly draw?: ((mean: number, variance: number) => number) | undefined;
}

/** Rows before an origin that are read. What lies further back has left the state, and would cost a long series as much as its training. */
export const warmUpOf = ({ window }: Preprocessing): number => Math.max(512, 4 * window);

/** Paths that advance together. */
const pathsAtOnce = 256;

/**
 * Fills in the levels of paths. Yields between parts of the work, after which the network may have been used for something else.
 * @param paths those of a series one after another, by ascending origin
 * @param network with the model's weights, asked for after each yield
 */
export function* predictPaths(paths: readonly Path[], network: () => Network, prediction: Prediction): Generator<void> {
  const [first] = paths;
  if (!first) return;
  if (first.series.preprocessing.mode === "direct") yield* predictDirectly(paths, network, prediction);
  else yield* predictRecursively(paths, network, prediction);
}

/** Does all of it at once. */
export function predictAll(paths: readonly Path[], network: () => Network, prediction: Prediction): void {
  for (const _ of predictPaths(paths, network, prediction));
}

function* predictDirectly(
  paths: readonly Path[],
  network: () => Network,
  { steps, draw }: Prediction,
): Generator<void> {
  const { plan, preprocessing } = (paths[0] as Path).series;
  const { window } = preprocessing;
  const features = plan.inputs.length;
  const { config } = network();
  const atOnce = Math.max(1, Math.floor(rowsAtOnce(config) / window));
  const { size } = config.output;
  const width = targetWidthOf(config.output);
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce);
    const rows = new Float32Array(window * some.length * features);
    for (const [b, path] of some.entries()) {
      const start = path.origin - window;
      for (let t = 0; t < window; t++) {
        const at = (t * some.length + b) * features;
        // What the last row reads of the row after it may not be part of the series.
        if (t === window - 1) path.writeInputs(start + t, rows, at);
        else rows.set(path.series.inputs.subarray((start + t) * features, (start + t + 1) * features), at);
      }
    }
    const reader = network();
    reader.loadSequence(rows, some.length);
    const outputs = reader.predict(some.length);
    for (const [b, path] of some.entries())
      for (let step = 0; step < steps; step++)
        for (const [i, index] of plan.outputs.entries()) {
          const at = b * size + step * plan.outputs.length + i;
          const mean = outputs[at] as number;
          path.predict(step, index, draw ? draw(mean, outputs[at + width] as number) : mean);
        }
    yield;
  }
}

function* predictRecursively(paths: readonly Path[], network: () => Network, prediction: Prediction): Generator<void> {
  const history = new Histories(prediction.warmUp ?? Number.POSITIVE_INFINITY);
  for (let from = 0; from < paths.length; from += pathsAtOnce) {
    const some = paths.slice(from, from + pathsAtOnce);
    yield* advance(some, network, yield* history.read(some, network), prediction);
  }
}

/** States and outputs of paths at their origins. */
interface Begun {
  /** f32[states][layers][paths][hiddenSize] */
  readonly states: Float32Array;
  /** f32[paths][outputs] */
  readonly outputs: Float32Array;
}

/** One pass over the history of each series, which stops at each origin. */
class Histories {
  readonly #warmUp: number;
  #pass: HistoryPass | undefined;

  constructor(warmUp: number) {
    this.#warmUp = warmUp;
  }

  *read(paths: readonly Path[], network: () => Network): Generator<void, Begun> {
    const { config } = network();
    const { size } = config.output;
    const length = stateLength(config);
    const states = new Float32Array(paths.length * length);
    const outputs = new Float32Array(paths.length * size);
    for (const [b, path] of paths.entries()) {
      if (this.#pass?.series !== path.series) this.#pass = new HistoryPass(path, this.#warmUp, length);
      const pass = this.#pass;
      yield* pass.readTo(path, network);
      scatter(pass.state, states, b, paths.length, config.hiddenSize);
      outputs.set(pass.output as Float32Array, b * size);
    }
    return { states, outputs };
  }
}

/** Puts the state of one path among those of all. */
function scatter(state: Float32Array, states: Float32Array, path: number, count: number, hiddenSize: number): void {
  for (let from = 0, block = 0; from < state.length; from += hiddenSize, block++)
    states.set(state.subarray(from, from + hiddenSize), (block * count + path) * hiddenSize);
}

class HistoryPass {
  readonly series: Path["series"];
  /** After the last row that was read. */
  readonly state: Float32Array;
  /** Of the last row. */
  output: Float32Array | undefined;
  #row: number;

  constructor({ series, origin }: Path, warmUp: number, stateLength: number) {
    this.series = series;
    this.state = new Float32Array(stateLength);
    this.#row = Math.max(series.plan.firstRow, origin - warmUp);
  }

  /** Reads the rows before the origin of a path, which is not before that of the path read last. */
  *readTo(path: Path, network: () => Network): Generator<void> {
    const { inputs, plan, rows } = this.series;
    const features = plan.inputs.length;
    const atOnce = rowsAtOnce(network().config);
    // The last row of the series reads what is known of the row after it, which only the path tells.
    const end = path.origin === rows ? path.origin - 1 : path.origin;
    while (this.#row < end) {
      const to = Math.min(end, this.#row + atOnce);
      this.#read(network(), inputs.subarray(this.#row * features, to * features), to);
      if (to < end) yield;
    }
    if (this.#row < path.origin) {
      const last = new Float32Array(features);
      path.writeInputs(path.origin - 1, last, 0);
      this.#read(network(), last, path.origin);
    }
  }

  #read(network: Network, inputs: Float32Array, to: number): void {
    const count = to - this.#row;
    const { size } = network.config.output;
    network.loadSequence(inputs);
    this.output = network.predict(count, this.state).slice((count - 1) * size);
    this.#row = to;
  }
}

/** Predicts step by step from the states at the origins. */
function* advance(
  paths: readonly Path[],
  network: () => Network,
  { states, outputs }: Begun,
  { steps, draw }: Prediction,
): Generator<void> {
  const { plan } = (paths[0] as Path).series;
  const features = plan.inputs.length;
  const { output } = network().config;
  const width = targetWidthOf(output);
  const rows = new Float32Array(paths.length * features);
  let predicted = outputs;
  for (let step = 0; step < steps; step++) {
    for (const [b, path] of paths.entries())
      for (let index = 0; index < width; index++) {
        const at = b * output.size + index;
        const mean = predicted[at] as number;
        path.predict(step, index, draw ? draw(mean, predicted[at + width] as number) : mean);
      }
    if (step === steps - 1) return;
    for (const [b, path] of paths.entries()) path.writeInputs(path.origin + step, rows, b * features);
    const reader = network();
    reader.loadSequence(rows, paths.length);
    predicted = reader.predict(paths.length, states).slice();
    if (step % 16 === 15) yield;
  }
}
