/**
 * Joins arrays.
 */
import { mismatch } from "../arrays/mismatch.js";
import { sameShape, showShape, sizeOf, splitAt, withSize } from "../arrays/shape.js";
import { flat, flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import { floats, integers, type Values } from "../arrays/values.js";
import type { OutputGrads } from "../autograd/graph.js";
import { type Result, result } from "./result.js";

/**
 * Concatenates arrays along `dim`; float32 unless all are int32.
 * @throws RnnError `ERR_SHAPE` if they differ in another dimension
 */
export function cat(name: string, arrays: readonly NdArray[], dim: number): Result {
  const [first] = arrays as [NdArray];
  for (const { shape } of arrays) {
    if (shape.length === 0) throw mismatch("ERR_SHAPE", name, "at least one dimension", shape);
    if (shape.length !== first.shape.length || !sameShape(withSize(shape, dim, 0), withSize(first.shape, dim, 0))) {
      throw mismatch("ERR_SHAPE", name, `${showShape(first.shape)}, except in dimension ${dim}`, shape);
    }
  }
  const shape = withSize(
    first.shape,
    dim,
    arrays.reduce((total, array) => total + (array.shape[dim] as number), 0),
  );
  // The length of each array's part of a row of the result, and its start.
  const { outer } = splitAt(first.shape, dim);
  const widths = arrays.map((array) => (outer === 0 ? 0 : sizeOf(array.shape) / outer));
  const stride = widths.reduce((total, width) => total + width, 0);
  const out: Values = (arrays.every(isInt32Array) ? integers : floats)(sizeOf(shape));
  let start = 0;
  arrays.forEach((array, at) => {
    const width = widths[at] as number;
    const values = flat(array);
    for (let o = 0, from = 0; o < outer; o++) {
      for (let i = 0, to = o * stride + start; i < width; i++) out[to++] = values[from++] as number;
    }
    start += width;
  });
  const backward = ([g]: OutputGrads, wanted: readonly unknown[]) => {
    const dy = flatFloats(g as NdArray);
    let begin = 0;
    return arrays.map((array, at) => {
      const [from, width] = [begin, widths[at] as number];
      begin += width;
      return wanted[at] ? ndArray(columns(dy, stride, from, width), array.shape) : null;
    });
  };
  return result(out, shape, { backward });
}

/** Copies columns of a matrix whose rows have `stride` elements. */
function columns(values: Float32Array, stride: number, from: number, width: number): Float32Array {
  const rows = stride === 0 ? 0 : values.length / stride;
  const out = floats(rows * width);
  for (let row = 0, to = 0; row < rows; row++) {
    for (let i = 0, at = row * stride + from; i < width; i++) out[to++] = values[at++] as number;
  }
  return out;
}
