/**
 * Reverse-mode differentiation: a node for each recorded operation, and the backward pass through the nodes. The formulas are
 * next to each operation.
 *
 * Gradients are arrays with a shape and strides, like tensors: those of views are views, and an operation that needs its
 * gradient in row-major order calls `flat`. Several nodes may hold the same memory, so no node writes into it, except into a
 * sum that the node itself allocated.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";
import { copy, flatFloats, type NdArray, ndArray, type Storage } from "../arrays/storage.js";

let recording = true;

/**
 * Runs `work` without recording its operations, like `torch.no_grad`: its results require no gradient and keep no memory for one.
 * Of an asynchronous function, only the part before the first `await` is not recorded.
 * @returns what `work` returns
 * @throws RnnError `ERR_INVALID_OPTION` if `work` is not a function; otherwise any error of `work`
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
  /** The destination of its gradient. A leaf gets one at its first use. */
  edge: Edge | null;
  /** Adds to `grad`, and takes ownership of the array, which is in row-major order. */
  accumulate(gradient: NdArray): void;
}

/** One output of an operation. */
export interface Edge {
  readonly node: Node;
  readonly slot: number;
}

/** The destination of each operand's gradient; null for operands that require none. */
export type Edges = readonly (Edge | null)[];

/** The gradient of each output; undefined for outputs without one. At least one is defined. */
export type OutputGrads = readonly (NdArray | undefined)[];

/** The gradient of each operand, in the operand's shape. Null and missing gradients are zero. */
export type InputGrads = readonly (NdArray | null)[];

/**
 * An operation's vector-Jacobian product. It must not write into the gradients it receives, but may return them or views of them.
 * @param wanted the operands' edges; null for operands whose gradient is not needed
 */
export type BackwardFunction = (grads: OutputGrads, wanted: Edges) => InputGrads;

/** The record of an operation. */
export interface Recipe {
  readonly backward: BackwardFunction;
  /**
   * The arrays that the backward pass reads. It refuses to run if they have changed, and runs only once. Without them the
   * operation keeps only shapes, and its backward pass may run again.
   */
  readonly saves?: readonly { readonly storage: Storage }[] | undefined;
  /** Frees memory that only the backward pass needs. */
  readonly release?: (() => void) | undefined;
}

let created = 0;
let passes = 0;

/**
 * A recorded operation, or a leaf.
 *
 * PERF: one class with a function field instead of a subclass per operation. V8 takes 0.6 µs to set public fields that many
 * classes inherit, and a small training step has a dozen nodes.
 */
export class Node {
  /** Increases with each node. In descending order, each node follows all nodes that use its results. */
  readonly order = created++;
  edges: Edges;
  /** The gradient of each output, summed in the current pass. */
  grads: (NdArray | undefined)[] = [];
  /** Outputs whose gradient array this node allocated, so that it may add in place. */
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

  /** Checks that the node can run; called for the whole graph before any gradient changes. @throws RnnError `ERR_INVALID_OPTION` */
  check(): void {
    if (this.leaf) return;
    if (!this.#recipe) throw cannotRun("freed by an earlier backward()");
    const { saves } = this.#recipe;
    if (saves?.some(({ storage }, i) => storage.version !== this.#versions?.[i])) {
      throw cannotRun("changed in place (a load, a copy, an optimizer's step)");
    }
  }

  /** Adds the gradient from one operation that uses an output. */
  receive(slot: number, gradient: NdArray): void {
    const before = this.grads[slot];
    if (!before) {
      this.grads[slot] = gradient;
      return;
    }
    this.summed ??= [];
    const sum = (this.summed[slot] ? before.storage.values : copy(before)) as Float32Array;
    addTo(sum, flatFloats(gradient));
    this.grads[slot] = this.summed[slot] ? before : ndArray(sum, before.shape);
    this.summed[slot] = true;
  }

  backward(): InputGrads {
    return this.#recipe?.backward(this.grads, this.edges) ?? [];
  }

  /** Drops the operands, so that a result that is still referenced does not keep them alive. */
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

/** Adds elements in place. */
export function addTo(sum: Float32Array, terms: Float32Array): void {
  for (let i = 0; i < sum.length; i++) (sum[i] as number) += terms[i] as number;
}

/** The destination of a tensor's gradient; null if it requires none. */
function edgeOf(operand: Recordable): Edge | null {
  if (!operand.requiresGrad) return null;
  operand.edge ??= { node: new Node([], undefined, operand), slot: 0 };
  return operand.edge;
}

/** The operands' edges; undefined if the operation is not to be recorded. */
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
    `backward: expected the values that the forward pass used, got values that were ${what} since then`,
  );

/**
 * Sends `gradient` from `root` to all leaves, which accumulate it.
 * @throws RnnError `ERR_INVALID_OPTION` if part of the graph was freed or changed; all gradients stay as they were
 */
export function runBackward(root: Recordable, gradient: NdArray): void {
  const edge = edgeOf(root) as Edge;
  const nodes = reachable(edge.node);
  for (const node of nodes) node.check();
  edge.node.receive(edge.slot, gradient);
  // Several leaves may get the same memory, which only one of them may own.
  const kept = new Set<Storage>();
  try {
    for (const node of nodes) runNode(node, kept);
  } finally {
    for (const node of nodes) node.endPass();
  }
}

function runNode(node: Node, kept: Set<Storage>): void {
  const { edges, leaf } = node;
  if (node.grads.length === 0) {
    node.release();
    return;
  }
  if (leaf) {
    const gradient = node.grads[0] as NdArray;
    const owned = !gradient.strides && !kept.has(gradient.storage);
    leaf.accumulate(owned ? gradient : ndArray(copy(gradient), gradient.shape));
    kept.add(gradient.storage);
    return;
  }
  const gradients = node.backward();
  for (let i = 0; i < edges.length; i++) {
    const [edge, gradient] = [edges[i], gradients[i]];
    if (edge && gradient) edge.node.receive(edge.slot, gradient);
  }
  node.release();
}

/**
 * All nodes that the gradient of `root` reaches: the operations, latest first, and then the leaves. Iterative, because graphs
 * may be 100,000 nodes deep.
 */
function reachable(root: Node): Node[] {
  const pass = ++passes;
  const operations = root.leaf ? [] : [root];
  const leaves = root.leaf ? [root] : [];
  root.pass = pass;
  let sorted = true;
  for (let i = 0; i < operations.length; i++) {
    for (const edge of (operations[i] as Node).edges) {
      if (!edge || edge.node.pass === pass) continue;
      const { node } = edge;
      node.pass = pass;
      if (node.leaf) leaves.push(node);
      else {
        sorted &&= node.order < (operations[operations.length - 1] as Node).order;
        operations.push(node);
      }
    }
  }
  // PERF: a chain of layers is in order already.
  if (!sorted) operations.sort((a, b) => b.order - a.order);
  return operations.concat(leaves);
}
