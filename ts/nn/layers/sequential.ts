/**
 * A chain of modules: `torch.nn.Sequential`.
 */
import { invalidOption } from "../../errors/validate.js";
import { Module } from "../modules/module.js";
import type { Tensor } from "../tensor/tensor.js";

/** A module that computes one tensor from another. */
export interface Layer extends Module {
  /** Computes the output. */
  forward(input: Tensor): Tensor;
}

/** A chain of modules, each of which reads the output of the previous one: `torch.nn.Sequential`. */
export class Sequential extends Module {
  /** The modules by index. Their weights have the names `0.weight`, `1.weight`, … */
  readonly [index: number]: Layer;
  /** The number of modules. */
  readonly length: number;

  /**
   * @param layers modules with a `forward` method of one tensor
   * @throws RnnError `ERR_INVALID_OPTION`
   */
  constructor(...layers: readonly Layer[]) {
    super();
    for (const [i, layer] of layers.entries()) {
      const isLayer = layer instanceof Module && typeof layer.forward === "function";
      if (!isLayer) throw invalidOption(`Sequential[${i}]`, "a module with a forward method", layer);
      (this as Record<number, Layer>)[i] = layer;
    }
    this.length = layers.length;
  }

  /**
   * Runs all modules in order.
   * @returns the output of the last module; the input if there is none
   */
  forward(input: Tensor): Tensor {
    let output = input;
    for (let i = 0; i < this.length; i++) output = (this[i] as Layer).forward(output);
    return output;
  }
}
