/**
 * Initial weights, drawn from the global generator like PyTorch's.
 */

import { globalGenerator } from "../../random/generator.js";
import { type Shape, sizeOf } from "../arrays/shape.js";
import { floats } from "../arrays/values.js";
import { Parameter } from "../modules/parameter.js";
import { uniform } from "../tensor/draws.js";
import { Tensor } from "../tensor/tensor.js";

/** A parameter drawn from U(−1/√fan, 1/√fan). */
export function uniformParameter(shape: Shape, fan: number): Parameter {
  const values = uniform(globalGenerator(), floats(sizeOf(shape)));
  const bound = Math.fround(1 / Math.sqrt(fan));
  // u·(b − a) + a is rounded once, as in PyTorch: f64 is precise enough that only storing it in the array rounds.
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * Math.fround(2 * bound) - bound;
  return new Parameter(Tensor.of(values, shape));
}
