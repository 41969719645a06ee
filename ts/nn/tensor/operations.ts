/**
 * The derivatives of the tensor's own operations.
 */

import { type Arrived, Derivative, type Edges, type Gradients, SavingDerivative } from "../autograd/graph.js";
import { softmaxGradient } from "./elementwise.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

type Operand = Tensor | number;

const shapeOf = (operand: Operand): Shape => (typeof operand === "number" ? [] : operand.shape);

/** a + b, or a − b with `sign` −1. */
class Sum extends Derivative {
  readonly #shapes: readonly [Shape, Shape];
  readonly #sign: 1 | -1;

  constructor(a: Operand, b: Operand, sign: 1 | -1) {
    super();
    this.#shapes = [shapeOf(a), shapeOf(b)];
    this.#sign = sign;
  }

  override apply([gradient]: Arrived, edges: Edges): Gradients {
    const g = gradient as Tensor;
    const [a, b] = edges;
    const [shapeA, shapeB] = this.#shapes;
    return [a ? g.sumTo(shapeA) : null, b ? (this.#sign > 0 ? g : g.mul(-1)).sumTo(shapeB) : null];
  }
}

/** a · number. */
class Scale extends Derivative {
  readonly #by: number;

  constructor(by: number) {
    super();
    this.#by = by;
  }

  override apply([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).mul(this.#by)];
  }
}

/** a · b. */
class Product extends SavingDerivative {
  override apply([gradient]: Arrived, edges: Edges): Gradients {
    const g = gradient as Tensor;
    const [a, b] = this.saved as [Tensor, Tensor];
    return [edges[0] ? g.mul(b).sumTo(a.shape) : null, edges[1] ? g.mul(a).sumTo(b.shape) : null];
  }
}

/** a − b·⌊a/b⌋, where ⌊a/b⌋ counts as constant. */
class Remainder extends SavingDerivative {
  override apply([gradient]: Arrived, edges: Edges): Gradients {
    const g = gradient as Tensor;
    const [a, b] = this.saved as [Tensor, Tensor];
    const times = () => a.detach().floorDivide(b.detach()).mul(-1);
    return [edges[0] ? g.sumTo(a.shape) : null, edges[1] ? g.mul(times()).sumTo(b.shape) : null];
  }
}

/** The derivative of an arithmetic operation. */
export function arithmetic(operation: "add" | "sub" | "mul" | "remainder", a: Tensor, b: Operand): Derivative {
  if (operation === "add") return new Sum(a, b, 1);
  if (operation === "sub") return new Sum(a, b, -1);
  if (typeof b !== "number") return operation === "mul" ? new Product([a, b]) : new Remainder([a, b]);
  return operation === "mul" ? new Scale(b) : new Sum(a, b, 1);
}

/** Another shape for the same elements in the same order. */
export class Reshape extends Derivative {
  readonly #shape: Shape;

  constructor(shape: Shape) {
    super();
    this.#shape = shape;
  }

  override apply([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).reshape(this.#shape)];
  }
}

/** Two dimensions exchanged. */
export class Transpose extends Derivative {
  readonly #dims: readonly [number, number];

  constructor(dims: readonly [number, number]) {
    super();
    this.#dims = dims;
  }

  override apply([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).transpose(...this.#dims)];
  }
}

/** All elements to one sum, or one mean with `scale` 1/N. */
export class Reduce extends Derivative {
  readonly #shape: Shape;
  readonly #scale: number;

  constructor(shape: Shape, scale: number) {
    super();
    this.#shape = shape;
    this.#scale = scale;
  }

  override apply([gradient]: Arrived): Gradients {
    return [(gradient as Tensor).mul(this.#scale).stretch(this.#shape)];
  }
}

/** Softmax along the last dimension; keeps its own output. */
export class Softmax extends SavingDerivative {
  override apply([gradient]: Arrived): Gradients {
    const [p] = this.saved as [Tensor];
    return [p.withValues(softmaxGradient(p.flat(), (gradient as Tensor).flat(), p.shape.at(-1) ?? 1))];
  }
}
