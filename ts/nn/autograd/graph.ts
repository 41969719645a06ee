/**
 * Reverse-mode differentiation: which operations made a tensor, and the way back through them. What each operation does on
 * that way is its own `Derivative`, beside the operation.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { Tensor } from "../tensor/tensor.js";

let recording = true;

/**
 * Runs `work` without recording what it does, as `torch.no_grad`: its results need no gradient and hold no memory for one.
 * An asynchronous function is covered up to its first `await`.
 * @throws RnnError `ERR_INVALID_OPTION` for what is no function, and what `work` throws
 */
export function noGrad<T>(work: () => T): T {
  if (typeof work !== "function") throw invalidOption("noGrad", "a function", work);
  const before = recording;
  recording = false;
  try {
    return work();
  } finally {
    recording = before;
  }
}

export const isRecording = (): boolean => recording;

/** One output of an operation. */
export interface Edge {
  readonly node: Node;
  readonly slot: number;
}

/** For each operand where its gradient goes; null where it needs none. */
export type Edges = readonly (Edge | null)[];

/** What arrived at each output; at one of them at least. */
export type Arrived = readonly (Tensor | undefined)[];

/** A gradient for each operand, null where none is wanted. */
export type Gradients = readonly (Tensor | null)[];

let created = 0;
let passes = 0;

/** What an operation does on the way back; the operations' files have one for each. */
export abstract class Derivative {
  /** Throws where it cannot go back: what it needs was freed or overwritten. Called for the whole graph before anything changes. */
  check(): void {}

  /** @param wanted for each operand whether its gradient is: null where not */
  abstract apply(arrived: Arrived, wanted: Edges): Gradients;

  /** Frees what only the way back needed. @returns whether there was any, so that it cannot go back again */
  release(): boolean {
    return false;
  }
}

/** A derivative that keeps operands, and values of its own, until it has gone back once. */
export abstract class SavingDerivative extends Derivative {
  #tensors: readonly Tensor[] | undefined;
  #values: Float32Array | undefined;
  readonly #versions: readonly number[];

  constructor(tensors: readonly Tensor[], values?: Float32Array) {
    super();
    this.#tensors = tensors;
    this.#values = values;
    this.#versions = tensors.map(({ storage }) => storage.version);
  }

  override check(): void {
    if (!this.#tensors) throw cannotGoBack("freed by an earlier backward()");
    if (this.#tensors.some(({ storage }, i) => storage.version !== this.#versions[i])) {
      throw cannotGoBack("changed in place (a load, a copy, an optimizer's step)");
    }
  }

  /** The operands as they were: `check` has seen to that. */
  protected get saved(): readonly Tensor[] {
    return this.#tensors as readonly Tensor[];
  }

  protected get values(): Float32Array {
    return this.#values as Float32Array;
  }

  protected keep(values: Float32Array): void {
    this.#values = values;
  }

  override release(): boolean {
    this.#tensors = undefined;
    this.#values = undefined;
    return true;
  }
}

/** The end of the way back: a tensor that the user made. */
class Leaf extends Derivative {
  readonly #tensor: Tensor;

  constructor(tensor: Tensor) {
    super();
    this.#tensor = tensor;
  }

  override apply([gradient]: Arrived): Gradients {
    if (gradient) this.#tensor.accumulate(gradient);
    return [];
  }
}

/**
 * An operation that was done.
 *
 * PERF: one class with a derivative in it, not a subclass for each operation: V8 takes 0.6 µs to set public fields that many
 * classes inherit, and there are a dozen nodes in a small step.
 */
export class Node {
  /** Later ones depend on earlier ones, never the other way round: descending, it is the order of the way back. */
  readonly order = created++;
  edges: Edges;
  readonly derivative: Derivative;
  /** What has arrived at each output in the running pass. */
  arrived: (Tensor | undefined)[] = [];
  /** The last pass that reached it. */
  pass = 0;

  constructor(edges: Edges, derivative: Derivative) {
    this.edges = edges;
    this.derivative = derivative;
  }
}

/** Where a tensor's gradient goes; null where it needs none. */
function edgeOf(operand: Tensor | number): Edge | null {
  if (typeof operand === "number" || !operand.requiresGrad) return null;
  operand.edge ??= { node: new Node([], new Leaf(operand)), slot: 0 };
  return operand.edge;
}

/** The operands' edges if the operation is to be recorded. */
export function edgesOf(operands: readonly (Tensor | number)[]): Edges | undefined {
  if (!recording) return undefined;
  let edges: (Edge | null)[] | undefined;
  for (let i = 0; i < operands.length; i++) {
    const edge = edgeOf(operands[i] as Tensor | number);
    if (edge && !edges) edges = new Array<Edge | null>(operands.length).fill(null);
    if (edges) edges[i] = edge;
  }
  return edges;
}

const cannotGoBack = (what: string) =>
  new RnnError(
    "ERR_INVALID_OPTION",
    `backward: expected what the forward pass computed with, got values that were since ${what}`,
  );

/**
 * Sends `gradient` back from `root` to all leaves, which accumulate it.
 * @throws RnnError `ERR_INVALID_OPTION` where part of the graph was freed or changed; no gradient is touched then
 */
export function backward(root: Tensor, gradient: Tensor): void {
  const edge = edgeOf(root) as Edge;
  const nodes = reachable(edge.node);
  for (const node of nodes) node.derivative.check();
  edge.node.arrived[edge.slot] = gradient;
  try {
    noGrad(() => nodes.forEach(goBack));
  } finally {
    for (const node of nodes) node.arrived = [];
  }
}

function goBack(node: Node): void {
  const { arrived, edges, derivative } = node;
  if (arrived.length > 0) {
    const gradients = derivative.apply(arrived, edges);
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i];
      const gradient = gradients[i];
      if (edge && gradient) deliver(edge, gradient);
    }
  }
  // So that a result that is kept does not keep all that it came from.
  if (derivative.release()) node.edges = [];
}

function deliver({ node, slot }: Edge, gradient: Tensor): void {
  const before = node.arrived[slot];
  node.arrived[slot] = before ? before.add(gradient) : gradient;
}

/** All nodes behind one, the latest first. A list of its own instead of recursion: a graph may be 100,000 operations deep. */
function reachable(root: Node): Node[] {
  const pass = ++passes;
  const nodes = [root];
  root.pass = pass;
  for (let i = 0; i < nodes.length; i++) {
    for (const edge of (nodes[i] as Node).edges) {
      if (!edge || edge.node.pass === pass) continue;
      edge.node.pass = pass;
      nodes.push(edge.node);
    }
  }
  return nodes.sort((a, b) => b.order - a.order);
}
