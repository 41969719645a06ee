/**
 * Dropout: `torch.nn.Dropout`.
 */

import { checkNumber } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";
import { sizeOf } from "../arrays/shape.js";
import { floats } from "../arrays/values.js";
import { Module } from "../modules/module.js";
import { uniform } from "../tensor/draws.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";

/** Sets random elements to zero during training and scales the others: `torch.nn.Dropout`. */
export class Dropout extends Module {
  /** The probability of each element to become zero. */
  readonly p: number;

  /**
   * @param p the probability of each element to become zero, 0 … 1
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(p = 0.5) {
    super();
    this.p = checkNumber("p", p, { min: 0, max: 1 });
  }

  /**
   * Drops elements during training, and scales the others by 1/(1 − p).
   * @param input float32 of any shape
   * @returns the input's shape; outside training the input itself
   * @throws RnnError `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    checkTensor("input", input, "float32");
    if (!this.training || this.p === 0) return input;
    return input.mul(Tensor.of(dropoutMask(this.p, sizeOf(input.shape)), input.shape));
  }
}

/** 0 with probability `p`, otherwise 1/(1 − p). Like the core, it draws one uniform number per element. */
export function dropoutMask(p: number, count: number): Float32Array {
  const mask = uniform(globalGenerator(), floats(count));
  const share = Math.fround(p);
  const kept = 1 / (1 - share);
  for (let i = 0; i < count; i++) mask[i] = (mask[i] as number) >= share ? kept : 0;
  return mask;
}
