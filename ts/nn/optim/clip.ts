/**
 * Gradient clipping: `torch.nn.utils.clip_grad_norm_`.
 */

import { checkNumber, invalidOption } from "../../errors/validate.js";
import { notATensor } from "../arrays/mismatch.js";
import { flat } from "../arrays/storage.js";
import { Tensor } from "../tensor/tensor.js";

/**
 * Scales all gradients in place so that their total norm is at most `maxNorm`: `torch.nn.utils.clip_grad_norm_`.
 * @param params the tensors; those without a gradient are ignored
 * @param maxNorm the maximum norm; Infinity only measures it
 * @returns the norm before clipping
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function clipGradNorm(params: Tensor | Iterable<Tensor>, maxNorm: number): number {
  if (maxNorm !== Number.POSITIVE_INFINITY) checkNumber("maxNorm", maxNorm, { min: 0 });
  const list: Iterable<Tensor> = params instanceof Tensor ? [params] : params;
  if (typeof list?.[Symbol.iterator] !== "function") throw invalidOption("params", "tensors", params);
  const gradients = [...list].flatMap((param) => {
    if (!(param instanceof Tensor)) throw notATensor("params", "tensors", param);
    return param.grad ?? [];
  });
  let squares = 0;
  for (const gradient of gradients) for (const x of flat(gradient)) squares += x * x;
  const norm = Math.sqrt(squares);
  const by = Math.min(1, maxNorm / (norm + 1e-6));
  if (by !== 1) for (const gradient of gradients) gradient.write(flat(gradient.mul(by)));
  return norm;
}
