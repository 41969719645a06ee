/**
 * Options of reductions and `topk`.
 */
import { checkBoolean, checkKeys } from "../../errors/validate.js";

/** Options of reductions along a dimension. */
export interface ReduceOptions {
  /** Whether to keep the reduced dimension with size 1; default false. */
  readonly keepdim?: boolean | undefined;
}

/** Options of {@link Tensor.topk}. */
export interface TopkOptions {
  /** Whether to return the largest elements instead of the smallest; default true. */
  readonly largest?: boolean | undefined;
}

/** Checks the options of a reduction. @returns whether to keep the dimension */
export function keepdim(name: string, options: ReduceOptions): boolean {
  checkKeys(name, options, ["keepdim"]);
  return checkBoolean("keepdim", options.keepdim ?? false);
}
