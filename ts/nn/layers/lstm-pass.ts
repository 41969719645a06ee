/**
 * An LSTM's two passes through the core.
 *
 * What the forward pass leaves for the way back stays in the core until another pass needs the room; only then is it taken away.
 * PERF: in the usual step, one pass forward and then back, it never crosses (10 KB for 32 letters of 10 units: 4 of 60 µs).
 */
import { type Arena, currentArena } from "../autograd/arena.js";
import { type Arrived, type Edges, type Gradients, SavingDerivative } from "../autograd/graph.js";
import { sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Packing } from "./packing.js";

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

/** What a pass is made of: the tensors, and how they run. */
export interface LstmCall {
  readonly sizes: LstmSizes;
  readonly packing: Packing;
  readonly input: Tensor;
  /** All weights in PyTorch's order. */
  readonly weights: readonly Tensor[];
  /** The first h and c, or none. */
  readonly state: readonly Tensor[];
}

export interface LstmResult {
  readonly y: Float32Array;
  readonly h: Float32Array;
  readonly c: Float32Array;
}

const sizeOfAll = (tensors: readonly Tensor[]) => {
  let size = 0;
  for (const { shape } of tensors) size += sizeOf(shape);
  return size;
};

/** Numbers of the output, of all h and of all c, and the caller's rows. */
function lengthsOf({ sizes, packing, input }: LstmCall) {
  const { layers, directions, output, hidden } = sizes;
  const rows = sizeOf(input.shape) / sizes.input;
  const states = layers * directions * packing.batch;
  return { rows, y: rows * directions * output, h: states * output, c: states * hidden };
}

/** @param masks for the outputs of all layers but the last, if there is dropout */
export function lstmForward(call: LstmCall, masks: Float32Array | undefined): LstmResult {
  const { packing, input, weights, state } = call;
  const { rows, y, h, c } = lengthsOf(call);
  const operands = sizeOfAll(weights) + sizeOf(input.shape) + sizeOfAll(state) + (masks?.length ?? 0);
  const arena = open(call, operands + y + h + c);
  arena.vacate();
  putOperands(arena, call, false);
  if (masks) arena.put(masks);
  arena.run((core) => core.lstm_forward(rows, packing.batch, packing.steps, packing.mapped, state.length > 0));
  return { y: arena.take(y), h: arena.take(h), c: arena.take(c) };
}

function open({ packing }: LstmCall, floats: number): Arena {
  const { words, steps, batch } = packing;
  const arena = currentArena().open(floats, words?.length ?? steps);
  return words ? arena.putWords(words) : arena.fillWords(batch, steps);
}

/** @param resident whether weights and input are there from the forward pass */
function putOperands(arena: Arena, { sizes, input, weights, state }: LstmCall, resident: boolean): void {
  if (!resident) {
    const { projection, layers, bias, dropout } = sizes;
    arena.run((core) =>
      core.lstm(sizes.input, sizes.hidden, projection, layers, sizes.directions === 2, bias, dropout),
    );
    for (const weight of weights) arena.put(weight.flat());
    arena.put(input.flat());
  }
  for (const part of state) arena.put(part.flat());
}

export class LstmDerivative extends SavingDerivative {
  #call: LstmCall | undefined;
  readonly #arena: Arena;
  readonly #length: number;

  /** Made right after the forward pass. */
  constructor(call: LstmCall) {
    super([call.input, ...call.weights, ...call.state]);
    this.#call = call;
    this.#arena = currentArena();
    this.#length = this.#arena.run((core) => core.saved_len(call.packing.rows));
    this.#arena.lodger = this;
  }

  /** Takes what the forward pass left out of the core, before another one overwrites it. */
  moveOut(): void {
    this.keep(this.#room(this.#arena, 0, 0).slice());
  }

  override apply([dy, dh, dc]: Arrived, edges: Edges): Gradients {
    const call = this.#call as LstmCall;
    const { packing, input, weights, state } = call;
    const lengths = lengthsOf(call);
    const withState = state.length > 0;
    const ofState =
      dh !== undefined || dc !== undefined || (withState && edges.slice(-2).some((edge) => edge !== null));
    const [x, w, s] = [sizeOf(input.shape), sizeOfAll(weights), sizeOfAll(state)];
    const arena = open(call, 2 * (x + w + s) + lengths.y + 2 * (lengths.h + lengths.c));
    // If another engine took over since, the values come along, or an error says that theirs crashed.
    if (this.#arena !== arena && this.#arena.lodger === this) this.#arena.vacate();
    const resident = arena.lodger === this;
    if (!resident) arena.vacate();
    putOperands(arena, call, resident);
    putGradient(arena, dy, lengths.y);
    if (ofState) {
      putGradient(arena, dh, lengths.h);
      putGradient(arena, dc, lengths.c);
    }
    if (!resident) this.#room(arena, packing.rows, packing.batch).set(this.values);
    const wantsInput = edges[0] !== null;
    arena.run((core) =>
      core.lstm_backward(
        lengths.rows,
        packing.batch,
        packing.steps,
        packing.mapped,
        withState,
        ofState,
        wantsInput,
        resident,
      ),
    );
    // One array for all: each costs as much as copying a thousand numbers.
    const all = arena.take(w + (wantsInput ? x : 0) + (ofState ? s : 0));
    const gradients: (Tensor | null)[] = [wantsInput ? input.withValues(all.subarray(w, w + x)) : null];
    cut(all, 0, weights, gradients);
    if (ofState) cut(all, all.length - s, state, gradients);
    return gradients;
  }

  override release(): boolean {
    this.#call = undefined;
    if (this.#arena.lodger === this) this.#arena.lodger = undefined;
    return super.release();
  }

  /** Where the core has it, with room for the way back of so many rows. */
  #room(arena: Arena, rows: number, batch: number): Float32Array {
    return arena.engine.floats(
      arena.run((core) => core.saved_ptr(rows, batch)),
      this.#length,
    );
  }
}

function putGradient(arena: Arena, gradient: Tensor | undefined, size: number): void {
  if (gradient) arena.put(gradient.flat());
  else arena.zeros(size);
}

/** The next gradients of `all`, in the shapes of `tensors`. */
function cut(all: Float32Array, start: number, tensors: readonly Tensor[], gradients: (Tensor | null)[]): void {
  let from = start;
  for (const tensor of tensors) {
    const end = from + sizeOf(tensor.shape);
    gradients.push(tensor.withValues(all.subarray(from, end)));
    from = end;
  }
}
