/**
 * Matrix products like `torch.matmul`: of vectors, matrices, and batches whose leading dimensions broadcast.
 */
import { mismatch } from "../arrays/mismatch.js";
import { broadcastShape, type Shape, showShape, sizeOf } from "../arrays/shape.js";
import { flatFloats, isInt32Array, type NdArray, ndArray } from "../arrays/storage.js";
import type { OutputGrads } from "../autograd/graph.js";
import { type Matrices, multiply } from "../kernels/kernels.js";
import { stretch, sumTo } from "./arithmetic.js";
import { type Result, result } from "./result.js";
import { permuted, reshaped } from "./views.js";

/** The dimensions before the last two. */
const batchOf = (shape: Shape): Shape => shape.slice(0, -2);

/** A matrix in the order of its memory: a transposed view is passed as transposed, without a copy. */
function asStored(a: NdArray): Matrices {
  const rank = a.shape.length;
  if (!a.strides) return { values: flatFloats(a), transposed: false };
  const order = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  const turned = permuted(a, order);
  return turned.strides
    ? { values: flatFloats(a), transposed: false }
    : { values: flatFloats(turned), transposed: true };
}

/** @throws RnnError `ERR_SHAPE`, `ERR_DTYPE` */
export function matmul(a: NdArray, b: NdArray): Result {
  for (const operand of [a, b]) {
    if (isInt32Array(operand)) throw mismatch("ERR_DTYPE", "matmul", "float32", "int32");
    if (operand.shape.length === 0) throw mismatch("ERR_SHAPE", "matmul", "at least one dimension", operand.shape);
  }
  const [left, right] = [asMatrix(a, "row"), asMatrix(b, "column")];
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const [height, columns] = right.shape.slice(-2) as [number, number];
  if (inner !== height) {
    const wanted = `${inner} rows to multiply with ${showShape(a.shape)}`;
    throw mismatch("ERR_SHAPE", "matmul", wanted, b.shape);
  }
  const batch = broadcastShape("matmul", batchOf(left.shape), batchOf(right.shape));
  const shape = [...batch, rows, columns];
  // A batch times a single matrix is one product with all rows of the batch.
  const shared = batchOf(right.shape).length === 0;
  const sizes = shared
    ? { count: 1, rows: sizeOf(batch) * rows, inner, columns }
    : { count: sizeOf(batch), rows, inner, columns };
  const wide = (x: NdArray) => ndArray(stretch(x, [...batch, ...x.shape.slice(-2)]), [...batch, ...x.shape.slice(-2)]);
  const [x, w] = [shared ? left : wide(left), shared ? right : wide(right)];
  /** A left operand. The rows of a whole batch can be one matrix only in row-major order. */
  const asLeft = (of: NdArray) =>
    shared && batch.length > 0 ? { values: flatFloats(of), transposed: false } : asStored(of);
  const [xs, ws] = [asLeft(x), asStored(w)];
  const y = multiply(sizes, xs, ws);
  const backward = ([g]: OutputGrads, wanted: readonly unknown[]) => {
    const dy = asLeft(reshaped(g as NdArray, shape));
    const flip = (of: Matrices) => ({ ...of, transposed: !of.transposed });
    const { count } = sizes;
    const byLeft = () => multiply({ count, rows: sizes.rows, inner: columns, columns: inner }, dy, flip(ws));
    const byRight = () => multiply({ count, rows: inner, inner: sizes.rows, columns }, flip(xs), dy);
    /** Sums the gradient of a matrix to the shape that it had before broadcasting, and as a vector. */
    const asOperand = (values: Float32Array, shape: Shape, matrix: NdArray, operand: NdArray) =>
      reshaped(sumTo(ndArray(values, shape), matrix.shape), operand.shape);
    return [
      wanted[0] ? asOperand(byLeft(), [...batch, rows, inner], left, a) : null,
      wanted[1] ? asOperand(byRight(), [...(shared ? [] : batch), inner, columns], right, b) : null,
    ];
  };
  // Removes the dimension that vectors got.
  const out = shape.filter(
    (_, i) => !(a.shape.length === 1 && i === shape.length - 2) && !(b.shape.length === 1 && i === shape.length - 1),
  );
  return result(y, out, { backward, saves: [a, b] });
}

/** A vector as a matrix of one row or one column, in the same memory. */
function asMatrix(a: NdArray, vector: "row" | "column"): NdArray {
  if (a.shape.length > 1) return a;
  const [size] = a.shape as [number];
  return reshaped(a, vector === "row" ? [1, size] : [size, 1]);
}
