/**
 * y = x · weightᵀ + bias: `torch.nn.Linear`.
 */
import { checkBoolean, checkInteger, checkKeys } from "../../errors/validate.js";
import { type Arrived, type Edges, edgesOf, type Gradients, Node, SavingDerivative } from "../autograd/graph.js";
import { type LinearSizes, linear, linearBackward } from "../autograd/kernels.js";
import { checkFeatures, checkWeight } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";
import { uniformParameter } from "./initial.js";
import { Module } from "./module.js";
import type { Parameter } from "./parameter.js";

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Whether there is a bias; default true. */
  readonly bias?: boolean | undefined;
}

/** y = x · weightᵀ + bias: `torch.nn.Linear`. */
export class Linear extends Module {
  /** Size of the input's last dimension. */
  readonly inFeatures: number;
  /** Size of the output's last dimension. */
  readonly outFeatures: number;
  /** [outFeatures, inFeatures], drawn from U(−1/√in, 1/√in). */
  weight: Parameter;
  /** [outFeatures], drawn alike; null without. */
  bias: Parameter | null;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    this.inFeatures = checkInteger("inFeatures", inFeatures, 1);
    this.outFeatures = checkInteger("outFeatures", outFeatures, 1);
    checkKeys("Linear", options, ["bias"]);
    const hasBias = checkBoolean("bias", options.bias ?? true);
    this.weight = uniformParameter([outFeatures, inFeatures], inFeatures);
    this.bias = hasBias ? uniformParameter([outFeatures], inFeatures) : null;
  }

  /**
   * @param input [..., inFeatures]
   * @returns [..., outFeatures]
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    checkFeatures("input", input, this.inFeatures);
    const { inFeatures: inputs, outFeatures: outputs } = this;
    const weight = checkWeight("weight", this.weight, [outputs, inputs]);
    const bias = this.bias && checkWeight("bias", this.bias, [outputs]);
    const x = input.flat() as Float32Array;
    const sizes = { rows: x.length / inputs, inputs, outputs };
    const y = linear(sizes, x, weight.flat() as Float32Array, bias?.flat() as Float32Array | undefined);
    const edges = edgesOf(bias ? [input, weight, bias] : [input, weight]);
    const shape = input.shape.with(-1, outputs);
    return Tensor.of(y, shape, edges && new Node(edges, new Product(sizes, input, weight)));
  }
}

class Product extends SavingDerivative {
  readonly #sizes: LinearSizes;

  constructor(sizes: LinearSizes, input: Tensor, weight: Tensor) {
    super([input, weight]);
    this.#sizes = sizes;
  }

  override apply([gradient]: Arrived, edges: Edges): Gradients {
    const [x, weight] = this.saved as [Tensor, Tensor];
    const dy = (gradient as Tensor).flat() as Float32Array;
    const back = linearBackward(
      this.#sizes,
      x.flat() as Float32Array,
      weight.flat() as Float32Array,
      dy,
      edges[0] !== null,
    );
    return [
      back.x ? x.withValues(back.x) : null,
      weight.withValues(back.weight),
      Tensor.of(back.bias, [this.#sizes.outputs]),
    ];
  }
}
