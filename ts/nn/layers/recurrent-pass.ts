/**
 * The forward and backward pass of a recurrent layer in the core.
 *
 * The values that the forward pass saves for the backward pass stay in the core's workspace. They are copied out only if
 * another pass needs the workspace.
 * PERF: a usual training step runs one forward and one backward pass, and so copies nothing. For 32 letters and 10 units that
 * saves 10 KB, which take 4 of 60 µs.
 */

import { type CellName, cellCode, cells, type Nonlinearity } from "../../model/cells.js";
import { type Shape, sizeOf } from "../arrays/shape.js";
import { flat, type NdArray, ndArray } from "../arrays/storage.js";
import { type Edges, edgesOf, type InputGrads, Node, type OutputGrads, type Recipe } from "../autograd/graph.js";
import { type Arena, currentArena, type WorkspaceOwner } from "../kernels/arena.js";
import { Tensor } from "../tensor/tensor.js";
import type { Packing } from "./packing.js";

/** The sizes of one call. */
export interface RecurrentSizes {
  readonly cell: CellName;
  readonly nonlinearity: Nonlinearity;
  readonly input: number;
  readonly hidden: number;
  /** 0: no projection. */
  readonly projection: number;
  readonly layers: number;
  readonly directions: 1 | 2;
  readonly bias: boolean;
  /** Whether the input is followed by dropout masks. */
  readonly dropout: boolean;
  /** The size of h: the projection's size, or the number of units. */
  readonly output: number;
}

/** The operands of a pass, and how to run it. */
export interface RecurrentCall {
  readonly sizes: RecurrentSizes;
  readonly packing: Packing;
  readonly input: Tensor;
  /** All weights, in PyTorch's order. */
  readonly weights: readonly Tensor[];
  /** The initial states in the cell's order; empty for zeros. */
  readonly state: readonly Tensor[];
}

/** The output, and each state after the last step. */
interface RecurrentResult {
  readonly y: Float32Array;
  readonly states: readonly Float32Array[];
}

const sizeOfAll = (tensors: readonly Tensor[]) => {
  let size = 0;
  for (const { shape } of tensors) size += sizeOf(shape);
  return size;
};

/** The number of rows, and the numbers of elements of all operands and results. */
interface Lengths {
  readonly rows: number;
  readonly input: number;
  readonly weights: number;
  /** All initial states; 0 without. */
  readonly initial: number;
  readonly output: number;
  /** Each final state. */
  readonly states: readonly number[];
  readonly allStates: number;
}

function lengthsOf({ sizes, packing, input, weights, state }: RecurrentCall): Lengths {
  const { cell, layers, directions, output, hidden } = sizes;
  const size = sizeOf(input.shape);
  const rows = size / sizes.input;
  const count = layers * directions * packing.batch;
  const states = cells[cell].states.map((_, i) => count * (i === 0 ? output : hidden));
  return {
    rows,
    input: size,
    weights: sizeOfAll(weights),
    initial: sizeOfAll(state),
    output: rows * directions * output,
    states,
    allStates: states.reduce((sum, length) => sum + length, 0),
  };
}

/** The flags of a pass. */
interface Flags {
  readonly mapped: boolean;
  readonly withState: boolean;
  readonly stateGradient?: boolean;
  readonly wantsInput?: boolean;
  readonly resident?: boolean;
}

/** The flags as bits for the core. */
const bits = ({ mapped, withState, stateGradient, wantsInput, resident }: Flags): number =>
  (mapped ? 1 : 0) + (withState ? 2 : 0) + (stateGradient ? 4 : 0) + (wantsInput ? 8 : 0) + (resident ? 16 : 0);

/**
 * Runs a call, and records it if an operand requires a gradient.
 * @param masks dropout masks for the outputs of all layers except the last; undefined without dropout
 * @param shapeOf the shape of the output, and of a state with a given number of units
 */
export function runRecurrent(
  call: RecurrentCall,
  masks: Float32Array | undefined,
  shapeOf: { readonly output: Shape; readonly state: (size: number) => Shape },
): [output: Tensor, states: Tensor[]] {
  const { sizes, input, weights, state } = call;
  const operands = [input, ...weights, ...state];
  const edges = edgesOf(operands);
  const lengths = lengthsOf(call);
  const { y, states } = forward(call, lengths, masks);
  const node = edges && new Node(edges, recipe(call, lengths, operands));
  const sizeOfState = (i: number) => (i === 0 ? sizes.output : sizes.hidden);
  return [
    Tensor.of(y, shapeOf.output, node),
    states.map((values, i) => Tensor.of(values, shapeOf.state(sizeOfState(i)), node, i + 1)),
  ];
}

function forward(call: RecurrentCall, lengths: Lengths, masks: Float32Array | undefined): RecurrentResult {
  const { packing, state } = call;
  const { rows, input, weights, initial, output, states, allStates } = lengths;
  const arena = open(call, weights + input + initial + (masks?.length ?? 0) + output + allStates);
  arena.evictWorkspace();
  putOperands(arena, call, false);
  if (masks) arena.put(masks);
  const how = bits({ mapped: packing.mapped, withState: state.length > 0 });
  arena.run((core) => core.recurrent_forward(rows, packing.batch, packing.steps, how));
  return { y: arena.take(output), states: states.map((size) => arena.take(size)) };
}

function open({ packing }: RecurrentCall, floats: number): Arena {
  const { words, steps, batch } = packing;
  const arena = currentArena().open(floats, words?.length ?? steps);
  return words ? arena.putWords(words) : arena.fillWords(batch, steps);
}

/** @param resident whether weights and input of the forward pass are still in the core */
function putOperands(arena: Arena, { sizes, input, weights, state }: RecurrentCall, resident: boolean): void {
  if (!resident) {
    const { cell, nonlinearity, hidden, projection, layers, directions, bias, dropout } = sizes;
    const code = cellCode(cell, nonlinearity);
    const how = (bias ? 1 : 0) + (dropout ? 2 : 0);
    arena.run((core) => core.recurrent(code, sizes.input, hidden, projection, layers, directions, how));
    for (const weight of weights) arena.put(flat(weight));
    arena.put(flat(input));
  }
  for (const part of state) arena.put(flat(part));
}

/** The backward function of a call. Must be created right after its forward pass. */
function recipe(call: RecurrentCall, lengths: Lengths, operands: readonly Tensor[]): Recipe {
  const workspace = new Workspace(call.packing);
  return {
    saves: operands,
    backward: (grads, wanted) => backward(call, lengths, workspace, grads, wanted),
    release: () => workspace.release(),
  };
}

/** The values that a forward pass saved: in the core, or here after eviction. */
class Workspace implements WorkspaceOwner {
  readonly #arena = currentArena();
  readonly #packing: Packing;
  #evicted: Float32Array | undefined;

  constructor(packing: Packing) {
    this.#packing = packing;
    this.#arena.workspaceOwner = this;
  }

  evict(): void {
    const length = this.#arena.run((core) => core.saved_len(this.#packing.rows));
    this.#evicted = valuesAt(this.#arena, 0, 0, length).slice();
  }

  /** @returns whether the core still has the values and the operands of the pass; otherwise the caller must call `restore` */
  prepare(arena: Arena): boolean {
    // If another engine runs in the meantime, the values move there, or an error says that their engine crashed.
    if (this.#arena !== arena && this.#arena.workspaceOwner === this) this.#arena.evictWorkspace();
    const resident = arena.workspaceOwner === this;
    if (!resident) arena.evictWorkspace();
    return resident;
  }

  restore(arena: Arena): void {
    const { rows, batch } = this.#packing;
    const evicted = this.#evicted as Float32Array;
    valuesAt(arena, rows, batch, evicted.length).set(evicted);
  }

  release(): void {
    if (this.#arena.workspaceOwner === this) this.#arena.workspaceOwner = undefined;
    this.#evicted = undefined;
  }
}

/** The values in the core, after making the workspace large enough for the backward pass of `rows`. */
const valuesAt = (arena: Arena, rows: number, batch: number, length: number): Float32Array =>
  arena.engine.floats(
    arena.run((core) => core.saved_ptr(rows, batch)),
    length,
  );

function backward(
  call: RecurrentCall,
  lengths: Lengths,
  workspace: Workspace,
  grads: OutputGrads,
  wanted: Edges,
): InputGrads {
  const { packing, input, weights, state } = call;
  const { rows, input: x, weights: w, initial, output, states, allStates } = lengths;
  const [dy, ...dstates] = grads;
  const withState = state.length > 0;
  const ofState =
    dstates.some((gradient) => gradient !== undefined) ||
    (withState && wanted.slice(-state.length).some((edge) => edge !== null));
  const arena = open(call, 2 * (x + w + initial) + output + 2 * allStates);
  const resident = workspace.prepare(arena);
  putOperands(arena, call, resident);
  putGradient(arena, dy, output);
  if (ofState) for (const [i, size] of states.entries()) putGradient(arena, dstates[i], size);
  if (!resident) workspace.restore(arena);
  const wantsInput = wanted[0] !== null;
  const how = bits({ mapped: packing.mapped, withState, stateGradient: ofState, wantsInput, resident });
  arena.run((core) => core.recurrent_backward(rows, packing.batch, packing.steps, how));
  // One array for all gradients, because an allocation costs as much as copying a thousand numbers.
  const all = arena.take(w + (wantsInput ? x : 0) + (ofState ? initial : 0));
  const gradients: (NdArray | null)[] = [wantsInput ? ndArray(all.subarray(w, w + x), input.shape) : null];
  cut(all, 0, weights, gradients);
  if (ofState) cut(all, all.length - initial, state, gradients);
  return gradients;
}

function putGradient(arena: Arena, gradient: NdArray | undefined, size: number): void {
  if (gradient) arena.put(flat(gradient));
  else arena.zeros(size);
}

/** Splits `all` from `start` into gradients with the lengths of `tensors`. */
function cut(all: Float32Array, start: number, tensors: readonly Tensor[], gradients: (NdArray | null)[]): void {
  let from = start;
  for (const tensor of tensors) {
    const end = from + sizeOf(tensor.shape);
    gradients.push(ndArray(all.subarray(from, end), tensor.shape));
    from = end;
  }
}
