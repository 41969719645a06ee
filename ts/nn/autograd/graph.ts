/**
 * Reverse-mode differentiation: a node for each recorded operation, and the backward pass through them. Gradients are plain
 * arrays, in row-major order of the tensor that they belong to. Each operation's own formulas are beside the operation.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import type { Storage } from "../arrays/storage.js";

let recording = true;

/**
 * Runs `work` without recording what it does, as `torch.no_grad`: its results need no gradient and hold no memory for one.
 * An asynchronous function is covered up to its first `await`.
 * @throws RnnError `ERR_INVALID_OPTION` if `work` is not a function; any error of `work`
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

/** The properties of a tensor that the graph uses. */
export interface Recordable {
  readonly requiresGrad: boolean;
  /** Where its gradient goes; a leaf gets its own at the first use. */
  edge: Edge | null;
  /** Adds to `grad`; the array is the leaf's from then on. */
  accumulate(gradient: Float32Array): void;
}

/** One output of an operation. */
export interface Edge {
  readonly node: Node;
  readonly slot: number;
}

/** For each operand where its gradient goes; null where it needs none. */
export type Edges = readonly (Edge | null)[];

/** The gradient of each output; undefined for outputs without one. At least one is defined. */
export type OutputGrads = readonly (Float32Array | undefined)[];

/** The gradient of each operand; null or missing ones count as zeros. */
export type InputGrads = readonly (Float32Array | null)[];

/**
 * An operation's vector-Jacobian product. It must not write into the gradients that it gets; it may return them.
 * @param wanted for each operand whether its gradient is: null where not
 */
export type BackwardFunction = (grads: OutputGrads, wanted: Edges) => InputGrads;

/** The record of an operation. */
export interface Recipe {
  readonly backward: BackwardFunction;
  /**
   * The operands whose values the backward pass reads: it refuses to run if they have changed, and runs once. Without, the
   * operation keeps nothing but shapes, and may be gone through again.
   */
  readonly saves?: readonly { readonly storage: Storage }[] | undefined;
  /** Frees what only the backward pass needs. */
  readonly release?: (() => void) | undefined;
}

let created = 0;
let passes = 0;

/**
 * A recorded operation, or a leaf.
 *
 * PERF: one class for all, with a function in it, not a subclass for each operation: V8 takes 0.6 µs to set public fields that
 * many classes inherit, and there are a dozen nodes in a small step.
 */
export class Node {
  /** Operations use the results of earlier ones only: in descending order each comes after all that use its results. */
  readonly order = created++;
  edges: Edges;
  /** The gradient sums of each output in the current pass. */
  grads: (Float32Array | undefined)[] = [];
  /** Outputs whose gradient is a sum that this node made, to which it may add in place. */
  summed: boolean[] | undefined;
  /** The last pass that reached it. */
  pass = 0;
  readonly leaf: Recordable | undefined;
  #recipe: Recipe | undefined;
  readonly #versions: readonly number[] | undefined;

  constructor(edges: Edges, recipe?: Recipe, leaf?: Recordable) {
    this.edges = edges;
    this.leaf = leaf;
    this.#recipe = recipe;
    this.#versions = recipe?.saves?.map(({ storage }) => storage.version);
  }

  /** Called for the whole graph before any gradient changes. @throws RnnError `ERR_INVALID_OPTION` */
  check(): void {
    if (this.leaf) return;
    if (!this.#recipe) throw cannotRun("freed by an earlier backward()");
    const { saves } = this.#recipe;
    if (saves?.some(({ storage }, i) => storage.version !== this.#versions?.[i])) {
      throw cannotRun("changed in place (a load, a copy, an optimizer's step)");
    }
  }

  /** Adds the gradient from one of the operations that use an output. */
  receive(slot: number, gradient: Float32Array): void {
    const before = this.grads[slot];
    if (!before) {
      this.grads[slot] = gradient;
      return;
    }
    this.summed ??= [];
    const sum = this.summed[slot] ? before : before.slice();
    for (let i = 0; i < sum.length; i++) (sum[i] as number) += gradient[i] as number;
    this.grads[slot] = sum;
    this.summed[slot] = true;
  }

  backward(): InputGrads {
    return this.#recipe?.backward(this.grads, this.edges) ?? [];
  }

  /** Lets the garbage collector free the operands of results that are still referenced. */
  release(): void {
    if (!this.#recipe?.saves) return;
    this.#recipe.release?.();
    this.#recipe = undefined;
    this.edges = [];
  }

  endPass(): void {
    this.grads = [];
    this.summed = undefined;
  }
}

/** Where a tensor's gradient goes; null where it needs none. */
function edgeOf(operand: Recordable): Edge | null {
  if (!operand.requiresGrad) return null;
  operand.edge ??= { node: new Node([], undefined, operand), slot: 0 };
  return operand.edge;
}

/** The operands' edges if the operation is to be recorded. */
export function edgesOf(operands: readonly Recordable[]): Edges | undefined {
  if (!recording) return undefined;
  let edges: (Edge | null)[] | undefined;
  for (let i = 0; i < operands.length; i++) {
    const edge = edgeOf(operands[i] as Recordable);
    if (edge && !edges) edges = new Array<Edge | null>(operands.length).fill(null);
    if (edges) edges[i] = edge;
  }
  return edges;
}

const cannotRun = (what: string) =>
  new RnnError(
    "ERR_INVALID_OPTION",
    `backward: expected what the forward pass computed with, got values that were since ${what}`,
  );

/**
 * Sends `gradient` from `root` to all leaves, which accumulate it.
 * @throws RnnError `ERR_INVALID_OPTION` where part of the graph was freed or changed; no gradient is touched then
 */
export function runBackward(root: Recordable, gradient: Float32Array): void {
  const edge = edgeOf(root) as Edge;
  const nodes = reachable(edge.node);
  for (const node of nodes) node.check();
  edge.node.receive(edge.slot, gradient);
  // Operations may pass an array on to several operands, of which only one can keep it.
  const kept = new Set<Float32Array>();
  try {
    for (const node of nodes) runNode(node, kept);
  } finally {
    for (const node of nodes) node.endPass();
  }
}

function runNode(node: Node, kept: Set<Float32Array>): void {
  const { edges, leaf } = node;
  if (node.grads.length === 0) {
    node.release();
    return;
  }
  if (leaf) {
    const gradient = node.grads[0] as Float32Array;
    leaf.accumulate(kept.has(gradient) ? gradient.slice() : gradient);
    kept.add(gradient);
    return;
  }
  const gradients = node.backward();
  for (let i = 0; i < edges.length; i++) {
    const [edge, gradient] = [edges[i], gradients[i]];
    if (edge && gradient) edge.node.receive(edge.slot, gradient);
  }
  node.release();
}

/** All nodes that a gradient may reach from `root`, the latest first. By a list, not recursion: graphs may be 100,000 deep. */
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
