/**
 * Joins tensors: `torch.cat` and `torch.stack`.
 */

import { invalidOption } from "../../errors/validate.js";
import { mismatch, notATensor } from "../arrays/mismatch.js";
import { checkDim, sameShape, showShape } from "../arrays/shape.js";
import { cat as catArrays } from "../operations/joins.js";
import { Tensor } from "./tensor.js";

/**
 * Concatenates tensors along an existing dimension: `torch.cat`.
 * @param tensors at least one; they may differ in size only along `dim`
 * @param dim the dimension; negative ones count from the end
 * @throws RnnError `ERR_SHAPE` if they differ in another dimension, `ERR_INVALID_OPTION`
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  const list = checkTensors("cat", tensors);
  return Tensor.result(list, catArrays("cat", list, checkDim(dim, (list[0] as Tensor).shape.length)));
}

/**
 * Stacks tensors of the same shape along a new dimension: `torch.stack`.
 * @param dim the index of the new dimension; negative ones count from the end
 * @throws RnnError `ERR_SHAPE` if their shapes differ, `ERR_INVALID_OPTION`
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const list = checkTensors("stack", tensors);
  const at = checkDim(dim, (list[0] as Tensor).shape.length + 1);
  const [first] = list as [Tensor];
  // Checked before the dimension is added, so that errors show the user's shapes.
  for (const { shape } of list) checkSame(first.shape, shape);
  const wide = list.map((tensor) => tensor.unsqueeze(at));
  return Tensor.result(wide, catArrays("stack", wide, at));
}

function checkSame(a: readonly number[], b: readonly number[]): void {
  if (!sameShape(a, b)) throw mismatch("ERR_SHAPE", "stack", `tensors of shape ${showShape(a)}`, b);
}

/** @throws RnnError `ERR_INVALID_OPTION` */
function checkTensors(name: string, tensors: readonly Tensor[]): readonly Tensor[] {
  if (!Array.isArray(tensors) || tensors.length === 0)
    throw invalidOption(name, "a non-empty array of tensors", tensors);
  for (const tensor of tensors)
    if (!(tensor instanceof Tensor)) throw notATensor(name, "a non-empty array of tensors", tensor);
  return tensors;
}
