/**
 * An LSTM's two passes through the core, and the node that joins them.
 */
import { type Arena, currentArena } from "./arena.js";
import { type Arrived, type Edges, type Gradients, SavingNode } from "./graph.js";
import type { Packing } from "./packing.js";
import { sizeOf } from "./shape.js";
import type { Values } from "./strided.js";
import type { Tensor } from "./tensor.js";

/** The sizes of one call. */
export interface LstmSizes {
  readonly input: number;
  readonly hidden: number;
  /** 0 for none. */
  readonly projection: number;
  readonly layers: number;
  readonly directions: 1 | 2;
  readonly bias: boolean;
  /** Whether masks come with the input. */
  readonly dropout: boolean;
  /** The size of h: the projection's or the hidden one. */
  readonly output: number;
}

export interface LstmResult {
  readonly y: Float32Array;
  readonly h: Float32Array;
  readonly c: Float32Array;
  /** What the way back needs. */
  readonly saved: Float32Array | undefined;
}

/** Numbers of all h and of all c. */
const stateSizes = ({ layers, directions, output, hidden }: LstmSizes, { batch }: Packing) => {
  const states = layers * directions * batch;
  return { h: states * output, c: states * hidden };
};

/** @param operands the input, all weights in PyTorch's order, and h and c if there is an initial state */
export function lstmForward(
  sizes: LstmSizes,
  packing: Packing,
  operands: readonly Tensor[],
  masks: Float32Array | undefined,
  keep: boolean,
): LstmResult {
  const { h, c } = stateSizes(sizes, packing);
  const callerRows = sizeOf((operands[0] as Tensor).shape) / sizes.input;
  const y = callerRows * sizes.directions * sizes.output;
  const arena = begin(sizes, packing, operands, (masks?.length ?? 0) + y + h + c);
  if (masks) arena.put(masks);
  arena.run((core) =>
    core.lstm_forward(callerRows, packing.batch, packing.steps, packing.mapped, hasState(sizes, operands)),
  );
  return { y: arena.take(y), h: arena.take(h), c: arena.take(c), saved: keep ? takeSaved(arena, packing) : undefined };
}

/** Sets the core to the LSTM's sizes, makes room, and puts weights, input and initial state. */
function begin(sizes: LstmSizes, packing: Packing, operands: readonly Tensor[], room: number): Arena {
  const [input, ...rest] = operands.map((tensor) => tensor.flat());
  const weights = hasState(sizes, operands) ? rest.slice(0, -2) : rest;
  const state = rest.slice(weights.length);
  const total = rest.reduce((sum, values) => sum + values.length, (input as Values).length);
  const arena = currentArena()
    .open(total + room, packing.words.length)
    .putWords(packing.words);
  const { projection, layers, bias, dropout } = sizes;
  arena.run((core) => core.lstm(sizes.input, sizes.hidden, projection, layers, sizes.directions === 2, bias, dropout));
  for (const values of [...weights, input as Values, ...state]) arena.put(values);
  return arena;
}

const hasState = (sizes: LstmSizes, operands: readonly Tensor[]) =>
  operands.length > 1 + sizes.layers * sizes.directions * (2 + (sizes.bias ? 2 : 0) + (sizes.projection ? 1 : 0));

function takeSaved(arena: Arena, { rows, batch }: Packing): Float32Array {
  const [at, length] = arena.run((core) => [core.saved_ptr(rows, batch), core.saved_len(rows)] as const);
  return arena.engine.floats(at, length).slice();
}

export class LstmNode extends SavingNode {
  readonly #sizes: LstmSizes;
  readonly #packing: Packing;

  constructor(edges: Edges, operands: readonly Tensor[], saved: Float32Array, sizes: LstmSizes, packing: Packing) {
    super(edges, operands, saved);
    this.#sizes = sizes;
    this.#packing = packing;
  }

  override backward([dy, dh, dc]: Arrived): Gradients {
    const [sizes, packing, operands] = [this.#sizes, this.#packing, this.saved];
    const input = operands[0] as Tensor;
    const { h, c } = stateSizes(sizes, packing);
    const callerRows = sizeOf(input.shape) / sizes.input;
    const y = callerRows * sizes.directions * sizes.output;
    const withState = hasState(sizes, operands);
    const ofState =
      dh !== undefined || dc !== undefined || (withState && this.edges.slice(-2).some((edge) => edge !== null));
    const gradients = operands.reduce((sum, tensor) => sum + sizeOf(tensor.shape), 0);
    const arena = begin(sizes, packing, operands, y + 2 * (h + c) + gradients);
    putGradient(arena, dy, y);
    if (ofState) {
      putGradient(arena, dh, h);
      putGradient(arena, dc, c);
    }
    const saved = this.values;
    const at = arena.run((core) => core.saved_ptr(packing.rows, packing.batch));
    arena.engine.floats(at, saved.length).set(saved);
    const wantsInput = this.edges[0] !== null;
    arena.run((core) =>
      core.lstm_backward(callerRows, packing.batch, packing.steps, packing.mapped, withState, ofState, wantsInput),
    );
    return this.#collect(arena, wantsInput, withState, ofState);
  }

  /** The results in the order of the operands: the core gives the weights' first. */
  #collect(arena: Arena, wantsInput: boolean, withState: boolean, ofState: boolean): Gradients {
    const [input, ...rest] = this.saved as [Tensor, ...Tensor[]];
    const weights = withState ? rest.slice(0, -2) : rest;
    const all = arena.take(weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
    let start = 0;
    const ofWeights = weights.map((weight) => {
      const from = start;
      start += sizeOf(weight.shape);
      return weight.withValues(all.subarray(from, start));
    });
    const ofInput = wantsInput ? input.withValues(arena.take(sizeOf(input.shape))) : null;
    const state = ofState ? rest.slice(weights.length) : [];
    return [ofInput, ...ofWeights, ...state.map((part) => part.withValues(arena.take(sizeOf(part.shape))))];
  }
}

function putGradient(arena: Arena, gradient: Tensor | undefined, size: number): void {
  if (gradient) arena.put(gradient.flat());
  else arena.zeros(size);
}
