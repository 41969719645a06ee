/**
 * The base of losses for class indices: scores [N, C, d…], targets [N, d…], class weights, and ignored targets.
 */

import { checkInteger } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { flat, type NdArray, ndArray } from "../arrays/storage.js";
import { inverse, permuted, withLast } from "../operations/views.js";
import { checkTensor } from "../tensor/operands.js";
import type { Tensor } from "../tensor/tensor.js";
import { Loss, type LossOptions } from "./reduction.js";

/** Options of losses for class indices. */
export interface ClassLossOptions extends LossOptions {
  /** A weight for each class, float32 [C]; default 1 for all. */
  readonly weight?: Tensor | undefined;
  /** Targets of this value are ignored; default -100. */
  readonly ignoreIndex?: number | undefined;
}

/** Scores as rows with one score per class, and a target for each row. */
export interface ClassRows {
  readonly scores: Float32Array;
  readonly targets: Int32Array;
  readonly classes: number;
  readonly weight: Float32Array | undefined;
  /** The shape of the losses without a reduction. */
  readonly shape: Shape;
  /** The gradient of the rows in the shape of the input. */
  readonly toInput: (rows: Float32Array) => NdArray;
}

/** The base of losses with scores [N, C, d…] or [C], and int32 targets [N, d…] or []. */
export abstract class ClassLoss extends Loss {
  /** A weight for each class, [C]; undefined: 1 for all. */
  readonly weight: Tensor | undefined;
  /** Targets of this value are ignored. */
  readonly ignoreIndex: number;

  /** @throws RnnError `ERR_INVALID_OPTION`, `ERR_DTYPE`, `ERR_SHAPE` */
  protected constructor(name: string, options: ClassLossOptions, optionNames: readonly string[] = []) {
    super(name, options, ["weight", "ignoreIndex", ...optionNames]);
    this.ignoreIndex = checkInteger("ignoreIndex", options.ignoreIndex ?? -100, -(2 ** 31), 2 ** 31 - 1);
    this.weight = options.weight && checkTensor("weight", options.weight, "float32");
    if (this.weight && this.weight.shape.length !== 1)
      throw mismatch("ERR_SHAPE", "weight", "[C], one weight per class", this.weight.shape);
  }

  /** @internal @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INDEX_RANGE` */
  protected rowsOf(input: Tensor, target: Tensor): ClassRows {
    checkTensor("input", input, "float32");
    checkTensor("target", target, "int32");
    const classDim = input.shape.length === 1 ? 0 : 1;
    const classes = input.shape[classDim] ?? 0;
    if (classes === 0) throw mismatch("ERR_SHAPE", "input", "scores of shape [N, C, …] or [C]", input.shape);
    const shape = input.shape.filter((_, dim) => dim !== classDim);
    if (!sameShape(target.shape, shape)) throw mismatch("ERR_SHAPE", "target", showShape(shape), target.shape);
    if (this.weight && this.weight.shape[0] !== classes)
      throw mismatch("ERR_SHAPE", "weight", showShape([classes]), this.weight.shape);
    const targets = flat(target) as Int32Array;
    for (const index of targets) {
      if ((index < 0 || index >= classes) && index !== this.ignoreIndex) {
        throw mismatch("ERR_INDEX_RANGE", "target", `classes from 0 to ${classes - 1}`, String(index));
      }
    }
    const order = withLast(input.shape.length, classDim);
    const rows = permuted(input, order);
    return {
      scores: flat(rows) as Float32Array,
      targets,
      classes,
      weight: this.weight && (flat(this.weight) as Float32Array),
      shape,
      toInput: (gradient) => permuted(ndArray(gradient, rows.shape), inverse(order)),
    };
  }
}
