/**
 * Checks the tensors that modules receive.
 */

import { mismatch, notATensor } from "../arrays/mismatch.js";
import { type Shape, sameShape, showShape } from "../arrays/shape.js";
import { type DType, Tensor } from "./tensor.js";

/** Checks for a tensor of a dtype. @throws RnnError `ERR_INVALID_OPTION` for anything but a tensor, `ERR_DTYPE` */
export function checkTensor(name: string, value: unknown, dtype: DType): Tensor {
  if (!(value instanceof Tensor)) throw notATensor(name, "a Tensor", value);
  if (value.dtype !== dtype) {
    // Tensors are float32 by default, so a missing dtype is the likely mistake.
    const hint = dtype === "int32" ? '; use tensor(values, { dtype: "int32" })' : "";
    throw mismatch("ERR_DTYPE", name, dtype, value.dtype + hint);
  }
  return value;
}

/** Checks for a float32 tensor with `features` in the last dimension. @throws RnnError `ERR_SHAPE`, and those of {@link checkTensor} */
export function checkFeatures(name: string, value: unknown, features: number): Tensor {
  const tensor = checkTensor(name, value, "float32");
  if (tensor.shape.at(-1) !== features) {
    throw mismatch("ERR_SHAPE", name, `${features} features in the last dimension`, showShape(tensor.shape));
  }
  return tensor;
}

/** Checks a weight, which users may replace, for example to share it. @throws RnnError `ERR_SHAPE`, and those of {@link checkTensor} */
export function checkWeight(name: string, value: unknown, shape: Shape): Tensor {
  const tensor = checkTensor(name, value, "float32");
  if (!sameShape(tensor.shape, shape)) throw mismatch("ERR_SHAPE", name, showShape(shape), tensor.shape);
  return tensor;
}
