/**
 * Modules one after another: `torch.nn.Sequential`.
 */
import { invalidOption } from "../../errors/validate.js";
import { Module } from "../modules/module.js";
import type { Tensor } from "../tensor/tensor.js";

/** A module that makes one tensor of another. */
export interface Layer extends Module {
  forward(input: Tensor): Tensor;
}

/** Modules one after another, each of which gets the output of the one before: `torch.nn.Sequential`. */
export class Sequential extends Module {
  /** The modules by their place; their weights are called `0.weight`, `1.weight`, … */
  readonly [index: number]: Layer;
  /** How many there are. */
  readonly length: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(...layers: readonly Layer[]) {
    super();
    for (const [i, layer] of layers.entries()) {
      const isLayer = layer instanceof Module && typeof layer.forward === "function";
      if (!isLayer) throw invalidOption(`Sequential[${i}]`, "a module with a forward method", layer);
      (this as Record<number, Layer>)[i] = layer;
    }
    this.length = layers.length;
  }

  /** @returns the last module's output; the input itself where there is none */
  forward(input: Tensor): Tensor {
    let output = input;
    for (let i = 0; i < this.length; i++) output = (this[i] as Layer).forward(output);
    return output;
  }
}
