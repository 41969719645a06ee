/**
 * The way back through the tensor's own operations: a node for each, with its derivative.
 */
import { softmaxGradient } from "./elementwise.js";
import { type Arrived, type Edges, type Gradients, Node, SavingNode } from "./graph.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

type Operand = Tensor | number;

const shapeOf = (operand: Operand): Shape => (typeof operand === "number" ? [] : operand.shape);

/** a + b, or a − b with `sign` −1. */
class Sum extends Node {
  readonly #shapes: readonly [Shape, Shape];
  readonly #sign: 1 | -1;

  constructor(edges: Edges, a: Operand, b: Operand, sign: 1 | -1) {
    super(edges);
    this.#shapes = [shapeOf(a), shapeOf(b)];
    this.#sign = sign;
  }

  override backward([gradient]: Arrived): Gradients {
    const g = gradient as Tensor;
    const [a, b] = this.edges;
    const [shapeA, shapeB] = this.#shapes;
    return [a ? g.sumTo(shapeA) : null, b ? (this.#sign > 0 ? g : g.mul(-1)).sumTo(shapeB) : null];
  }
}

/** a · number. */
class Scale extends Node {
  readonly #by: number;

  constructor(edges: Edges, by: number) {
    super(edges);
    this.#by = by;
  }

  override backward([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).mul(this.#by)];
  }
}

/** a · b. */
class Product extends SavingNode {
  override backward([gradient]: Arrived): Gradients {
    const g = gradient as Tensor;
    const [a, b] = this.saved as [Tensor, Tensor];
    return [this.edges[0] ? g.mul(b).sumTo(a.shape) : null, this.edges[1] ? g.mul(a).sumTo(b.shape) : null];
  }
}

/** a − b·⌊a/b⌋, where ⌊a/b⌋ counts as constant. */
class Remainder extends SavingNode {
  override backward([gradient]: Arrived): Gradients {
    const g = gradient as Tensor;
    const [a, b] = this.saved as [Tensor, Tensor];
    const times = () => a.detach().floorDivide(b.detach()).mul(-1);
    return [this.edges[0] ? g.sumTo(a.shape) : null, this.edges[1] ? g.mul(times()).sumTo(b.shape) : null];
  }
}

/** The node of an arithmetic operation. */
export function arithmeticNode(
  operation: "add" | "sub" | "mul" | "remainder",
  edges: Edges,
  a: Tensor,
  b: Operand,
): Node {
  if (operation === "add") return new Sum(edges, a, b, 1);
  if (operation === "sub") return new Sum(edges, a, b, -1);
  if (typeof b !== "number") return operation === "mul" ? new Product(edges, [a, b]) : new Remainder(edges, [a, b]);
  return operation === "mul" ? new Scale(edges, b) : new Sum(edges, a, b, 1);
}

/** Another shape for the same elements in the same order. */
export class Reshape extends Node {
  readonly #shape: Shape;

  constructor(edges: Edges, shape: Shape) {
    super(edges);
    this.#shape = shape;
  }

  override backward([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).reshape(this.#shape)];
  }
}

/** Two dimensions exchanged. */
export class Transpose extends Node {
  readonly #dims: readonly [number, number];

  constructor(edges: Edges, dims: readonly [number, number]) {
    super(edges);
    this.#dims = dims;
  }

  override backward([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).transpose(...this.#dims)];
  }
}

/** All elements to one sum, or one mean with `scale` 1/N. */
export class Reduce extends Node {
  readonly #shape: Shape;
  readonly #scale: number;

  constructor(edges: Edges, shape: Shape, scale: number) {
    super(edges);
    this.#shape = shape;
    this.#scale = scale;
  }

  override backward([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).mul(this.#scale).stretch(this.#shape)];
  }
}

/** Softmax along the last dimension; keeps its own output. */
export class Softmax extends SavingNode {
  override backward([gradient]: Arrived): Gradients {
    const [p] = this.saved as [Tensor];
    return [p.withValues(softmaxGradient(p.flat(), (gradient as Tensor).flat(), p.shape.at(-1) ?? 1))];
  }
}
