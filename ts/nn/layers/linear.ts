/**
 * The linear layer: `torch.nn.Linear`.
 */
import { checkBoolean, checkInteger, checkKeys } from "../../errors/validate.js";
import { flatFloats, type NdArray, ndArray } from "../arrays/storage.js";
import type { Edges, OutputGrads } from "../autograd/graph.js";
import { linear, linearBackward } from "../kernels/kernels.js";
import { Module } from "../modules/module.js";
import type { Parameter } from "../modules/parameter.js";
import { result } from "../operations/result.js";
import { checkFeatures, checkWeight } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";
import { uniformParameter } from "./initial.js";

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Whether the layer has a bias; default true. */
  readonly bias?: boolean | undefined;
}

/** A linear layer, y = x · weightᵀ + bias: `torch.nn.Linear`. */
export class Linear extends Module {
  /** The size of the input's last dimension. */
  readonly inFeatures: number;
  /** The size of the output's last dimension. */
  readonly outFeatures: number;
  /** [outFeatures, inFeatures], drawn from U(−1/√in, 1/√in). */
  weight: Parameter;
  /** [outFeatures], drawn from the same distribution; null without a bias. */
  bias: Parameter | null;

  /**
   * @param inFeatures the size of the input's last dimension
   * @param outFeatures the size of the output's last dimension
   * @throws RnnError `ERR_INVALID_OPTION`
   */
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
   * Applies the layer to the last dimension.
   * @param input float32 [..., inFeatures]
   * @returns [..., outFeatures]
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    checkFeatures("input", input, this.inFeatures);
    const { inFeatures: inputs, outFeatures: outputs } = this;
    const weight = checkWeight("weight", this.weight, [outputs, inputs]);
    const bias = this.bias && checkWeight("bias", this.bias, [outputs]);
    const [x, w] = [flatFloats(input), flatFloats(weight)];
    const sizes = { rows: x.length / inputs, inputs, outputs };
    const y = linear(sizes, x, w, bias ? flatFloats(bias) : undefined);
    const backward = ([g]: OutputGrads, wanted: Edges) => {
      const [values, dy] = [flatFloats(input), flatFloats(g as NdArray)];
      const grads = linearBackward(sizes, values, flatFloats(weight), dy, wanted[0] !== null);
      return [
        grads.x ? ndArray(grads.x, input.shape) : null,
        ndArray(grads.weight, weight.shape),
        ndArray(grads.bias, [outputs]),
      ];
    };
    const recipe = { backward, saves: [input, weight] };
    const shape = [...input.shape.slice(0, -1), outputs];
    return Tensor.result(bias ? [input, weight, bias] : [input, weight], result(y, shape, recipe));
  }
}
