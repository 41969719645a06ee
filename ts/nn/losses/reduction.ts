/**
 * The base of losses, and the reduction of the losses of elements to one number.
 */

import { checkKeys, checkOneOf } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { flatFloats, type NdArray, ndArray } from "../arrays/storage.js";
import type { OutputGrads } from "../autograd/graph.js";
import { Module } from "../modules/module.js";
import { type Result, result } from "../operations/result.js";
import { checkTensor } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";

/** How a loss reduces the losses of elements: to their mean, to their sum, or not at all. */
export type Reduction = "mean" | "sum" | "none";

const reductions = ["mean", "sum", "none"] as const satisfies readonly Reduction[];

/** Options of all losses. */
export interface LossOptions {
  /** `"mean"` over all elements (default), `"sum"`, or `"none"` for one loss per element. */
  readonly reduction?: Reduction | undefined;
}

/** A module whose `forward` compares predictions with targets. */
export abstract class Loss extends Module {
  /** How the losses of elements are reduced. */
  readonly reduction: Reduction;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  protected constructor(name: string, options: LossOptions, optionNames: readonly string[] = []) {
    super();
    checkKeys(name, options, [...optionNames, "reduction"]);
    this.reduction = checkOneOf("reduction", options.reduction ?? "mean", reductions);
  }
}

/** The losses of elements, and their derivatives. */
export interface ElementLosses {
  readonly losses: Float32Array | Float64Array;
  readonly shape: Shape;
  /** ∂loss[i]/∂operand[i] for each operand; null if it requires no gradient. One loss may belong to several elements of an operand. */
  readonly slopes: readonly (Float32Array | null)[];
  /** The divisor of the mean; default the number of elements. */
  readonly over?: number;
  /** The gradient of an operand from its slopes; by default they have the shape of the losses. */
  readonly toInput?: (slopes: Float32Array) => NdArray;
}

/** Reduces losses. The result has the gradients of the operands. */
export function reduceLosses(reduction: Reduction, elements: ElementLosses): Result {
  const { losses, shape, slopes, over, toInput = (values) => ndArray(values, shape) } = elements;
  let total = 0;
  for (const loss of losses) total += loss;
  const scale = reduction === "mean" ? 1 / (over ?? losses.length) : 1;
  const values = reduction === "none" ? Float32Array.from(losses) : Float32Array.of(total * scale);
  const backward = ([g]: OutputGrads) => {
    const dy = flatFloats(g as NdArray);
    // Of no elements the mean is NaN, and no gradient comes from it.
    return slopes.map((slope) => slope && toInput(scaleRows(slope, dy, over === 0 ? 0 : scale)));
  };
  // The backward pass overwrites the slopes, so it may run only once.
  return result(values, reduction === "none" ? shape : [], { backward, saves: [] });
}

/** Multiplies each row by its gradient, or all rows by a single one, in place. */
function scaleRows(slopes: Float32Array, gradient: Float32Array, scale: number): Float32Array {
  const width = slopes.length / gradient.length;
  for (let row = 0, at = 0; row < gradient.length; row++) {
    const by = (gradient[row] as number) * scale;
    if (by === 1) at += width;
    else for (const end = at + width; at < end; at++) (slopes[at] as number) *= by;
  }
  return slopes;
}

/** Checks for a float32 tensor of a given shape. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION` */
export function checkShaped(name: string, value: unknown, shape: Shape): Tensor {
  const tensor = checkTensor(name, value, "float32");
  if (!sameShape(tensor.shape, shape)) throw mismatch("ERR_SHAPE", name, showShape(shape), tensor.shape);
  return tensor;
}
