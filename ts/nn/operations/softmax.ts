/**
 * Softmax and its logarithm along a dimension, computed by the core's kernels for rows.
 */
import { mismatch } from "../arrays/mismatch.js";
import { flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import { floats } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { softmaxRows } from "../kernels/kernels.js";
import { derived, type Result } from "./result.js";
import { inverse, permuted, withLast } from "./views.js";

const kinds = {
  softmax: {
    kernel: "softmax",
    /** dx = p·(dp − Σ dp·p) */
    gradient(p: Float32Array, dp: Float32Array, start: number, end: number, dx: Float32Array) {
      let dot = 0;
      for (let i = start; i < end; i++) dot += (p[i] as number) * (dp[i] as number);
      for (let i = start; i < end; i++) dx[i] = (p[i] as number) * ((dp[i] as number) - dot);
    },
  },
  logSoftmax: {
    kernel: "log_softmax",
    /** dx = dl − eˡ·Σ dl */
    gradient(l: Float32Array, dl: Float32Array, start: number, end: number, dx: Float32Array) {
      let sum = 0;
      for (let i = start; i < end; i++) sum += dl[i] as number;
      for (let i = start; i < end; i++) dx[i] = (dl[i] as number) - Math.exp(l[i] as number) * sum;
    },
  },
} as const;

/** @throws RnnError `ERR_DTYPE` for int32 */
export function softmax(name: keyof typeof kinds, a: NdArray, dim: number): Result {
  if (isInt32Array(a)) throw mismatch("ERR_DTYPE", name, "float32", "int32");
  const { kernel, gradient } = kinds[name];
  const order = withLast(a.shape.length, dim);
  const rows = permuted(a, order);
  const classes = a.shape[dim] ?? 1;
  const y = softmaxRows(kernel, flatFloats(rows), classes);
  // The result and its gradient are stored with `dim` last, and returned as views in the order of the operand's dimensions.
  const fromRows = (values: Float32Array) => permuted(ndArray(values, rows.shape), inverse(order));
  const out = fromRows(y);
  const backward = ([g]: OutputGrads) => {
    const dy = flatFloats(permuted(g as NdArray, order));
    const dx = floats(dy.length);
    for (let start = 0; start < dy.length; start += classes) gradient(y, dy, start, start + classes, dx);
    return [fromRows(dx)];
  };
  return derived(out, { backward, saves: [out] });
}
