/**
 * Zeroes a share of the elements while training and scales the others up: `torch.nn.Dropout`.
 */
import { checkNumber } from "../../errors/validate.js";
import { globalGenerator } from "../../random/generator.js";
import { sizeOf } from "../arrays/shape.js";
import { floats } from "../arrays/values.js";
import { Module } from "../modules/module.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";

/** Zeroes a share of the elements while training and scales the others up: `torch.nn.Dropout`. */
export class Dropout extends Module {
  /** The share that is zeroed. */
  readonly p: number;

  /** @param p the share, 0 ≤ p ≤ 1. @throws RnnError `ERR_INVALID_OPTION` */
  constructor(p = 0.5) {
    super();
    this.p = checkNumber("p", p, { min: 0, max: 1 });
  }

  /**
   * While training, a tensor with a share of the elements zeroed and the others scaled up by 1/(1 − p); else the input itself.
   * @param input float32 of any shape
   * @throws RnnError `ERR_DTYPE`
   */
  forward(input: Tensor): Tensor {
    checkTensor("input", input, "float32");
    if (!this.training || this.p === 0) return input;
    return input.mul(Tensor.of(dropoutMask(this.p, sizeOf(input.shape)), input.shape));
  }
}

/** 0 with probability `p`, else 1/(1 − p): one uniform number an element, by the core's own rule. */
export function dropoutMask(p: number, count: number): Float32Array {
  const mask = globalGenerator().uniform(floats(count));
  const share = Math.fround(p);
  const kept = 1 / (1 - share);
  for (let i = 0; i < count; i++) mask[i] = (mask[i] as number) >= share ? kept : 0;
  return mask;
}
