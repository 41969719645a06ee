/**
 * The first weights of modules, drawn from the global generator as PyTorch draws them.
 */
import { globalGenerator } from "../../random/generator.js";
import { type Shape, sizeOf } from "../arrays/shape.js";
import { floats } from "../arrays/values.js";
import { Parameter } from "../modules/parameter.js";
import { Tensor } from "../tensor/tensor.js";

/** U(−1/√fan, 1/√fan). */
export function uniformParameter(shape: Shape, fan: number): Parameter {
  const values = globalGenerator().uniform(floats(sizeOf(shape)));
  const bound = Math.fround(1 / Math.sqrt(fan));
  // u·(b − a) + a rounded once, as PyTorch does: both steps are exact enough in f64 for the one rounding of the array.
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * Math.fround(2 * bound) - bound;
  return new Parameter(Tensor.of(values, shape));
}
