/**
 * What losses have in common: how the losses of single elements become one number.
 */
import { rnnError } from "../../errors/rnn-error.js";
import { checkKeys, checkOneOf } from "../../errors/validate.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import type { BackwardFunction, OutputGrads } from "../autograd/graph.js";
import { Module } from "../modules/module.js";
import { type Result, result } from "../operations/result.js";
import { checkTensor } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";

const reductions = ["mean", "sum", "none"] as const;

/** How losses of elements become one: their mean, their sum, or not at all. */
export type Reduction = (typeof reductions)[number];

/** Options of all losses. */
export interface LossOptions {
  /** `"mean"` over all elements (default), `"sum"`, or `"none"`: one loss for each element. */
  readonly reduction?: Reduction | undefined;
}

/** A module whose `forward` compares predictions with targets. */
export abstract class Loss extends Module {
  /** Whether losses are averaged, summed, or left as they are. */
  readonly reduction: Reduction;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  protected constructor(name: string, options: LossOptions, optionNames: readonly string[] = []) {
    super();
    checkKeys(name, options, [...optionNames, "reduction"]);
    this.reduction = checkOneOf("reduction", options.reduction ?? "mean", reductions);
  }
}

/** Losses of single elements, and how they depend on the operands. */
export interface ElementLosses {
  readonly losses: Float32Array | Float64Array;
  readonly shape: Shape;
  /** For each operand ∂loss[i]/∂operand[i], null where it needs no gradient. Rows of one loss may be wider than one. */
  readonly slopes: readonly (Float32Array | null)[];
  /** What a mean divides by; the number of elements unless it says otherwise. */
  readonly over?: number;
}

/** The losses as the user wants them, with gradients for the operands. */
export function reduceLosses(reduction: Reduction, { losses, shape, slopes, over }: ElementLosses): Result {
  let total = 0;
  for (const loss of losses) total += loss;
  const scale = reduction === "mean" ? 1 / (over ?? losses.length) : 1;
  const values = reduction === "none" ? Float32Array.from(losses) : Float32Array.of(total * scale);
  const backward = ([g]: OutputGrads) => slopes.map((slope) => slope && scaleRows(slope, g as Float32Array, scale));
  // Slopes are this operation's own, and are overwritten: it runs once.
  return result(values, reduction === "none" ? shape : [], { backward, saves: [] });
}

/** Multiplies each row by its own gradient, or all by one, in place. */
function scaleRows(slopes: Float32Array, gradient: Float32Array, scale: number): Float32Array {
  const width = slopes.length / gradient.length;
  for (let row = 0, at = 0; row < gradient.length; row++) {
    const by = (gradient[row] as number) * scale;
    if (by === 1) at += width;
    else for (const end = at + width; at < end; at++) (slopes[at] as number) *= by;
  }
  return slopes;
}

/** A float32 tensor in a given shape. @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION` */
export function checkShaped(name: string, value: unknown, shape: Shape): Tensor {
  const tensor = checkTensor(name, value, "float32");
  if (!sameShape(tensor.shape, shape)) throw rnnError("ERR_SHAPE", name, showShape(shape), tensor.shape);
  return tensor;
}

/** The same result, the gradient of whose one operand is brought into another order. */
export function mapGradient(reduced: Result, map: (gradient: Float32Array) => Float32Array): Result {
  const recipe = reduced.recipe as NonNullable<Result["recipe"]>;
  const backward: BackwardFunction = (grads, wanted) => recipe.backward(grads, wanted).map((g) => g && map(g));
  return { ...reduced, recipe: { ...recipe, backward } };
}
