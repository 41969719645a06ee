/**
 * Reads and writes elements by shape and strides, and sums over broadcast dimensions.
 */
import { type Shape, sizeOf } from "./shape.js";
import { like, type Values } from "./values.js";

/** Copies the elements into a new array in row-major order. */
export function gather<V extends Values>(values: V, shape: Shape, strides: Shape): V {
  const out = like(values, sizeOf(shape));
  let to = 0;
  eachRow(shape, strides, (start, length, step) => {
    for (let i = 0, from = start; i < length; i++, from += step) out[to++] = values[from] as number;
  });
  return out;
}

/** Writes row-major elements to the positions that the strides give. */
export function scatter(from: ArrayLike<number>, values: Values, shape: Shape, strides: Shape): void {
  let next = 0;
  eachRow(shape, strides, (start, length, step) => {
    for (let i = 0, to = start; i < length; i++, to += step) values[to] = from[next++] as number;
  });
}

/**
 * Sums row-major elements of `shape` into `size` elements; those with the same strided index are added.
 * In f64, because the gradient of a bias may be the sum of a million numbers.
 */
export function sumInto(size: number, from: ArrayLike<number>, shape: Shape, strides: Shape): Float32Array {
  const sums = new Float64Array(size);
  let next = 0;
  eachRow(shape, strides, (start, length, step) => {
    for (let i = 0, to = start; i < length; i++, to += step) (sums[to] as number) += from[next++] as number;
  });
  return Float32Array.from(sums);
}

/** Merges neighboring dimensions that one stride covers. The elements and their order stay the same. */
function coalesce(shape: Shape, strides: Shape): { sizes: number[]; steps: number[] } {
  const sizes: number[] = [];
  const steps: number[] = [];
  for (let dim = 0; dim < shape.length; dim++) {
    const [size, step] = [shape[dim] as number, strides[dim] as number];
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && steps[last] === size * step) {
      (sizes[last] as number) *= size;
      steps[last] = step;
    } else {
      sizes.push(size);
      steps.push(step);
    }
  }
  return { sizes, steps };
}

/**
 * The strides with which the same memory has another shape: a run of dimensions that one stride covers is divided again.
 * @returns undefined if only a copy can have the shape
 */
export function reshapedStrides(shape: Shape, strides: Shape, wanted: Shape): number[] | undefined {
  const { sizes, steps } = coalesce(shape, strides);
  if (sizes.includes(0)) return undefined;
  const out = new Array<number>(wanted.length).fill(0);
  let dim = wanted.length - 1;
  for (let run = sizes.length - 1; run >= 0; run--) {
    let [rest, step] = [sizes[run] as number, steps[run] as number];
    for (; rest > 1; dim--) {
      const size = wanted[dim] as number;
      if (rest % size !== 0) return undefined;
      out[dim] = step;
      step *= size;
      rest /= size;
    }
  }
  return out;
}

/** Calls `visit` for each row along the last dimension, in row-major order. */
function eachRow(shape: Shape, strides: Shape, visit: (start: number, length: number, step: number) => void): void {
  if (sizeOf(shape) === 0) return;
  const { sizes, steps } = coalesce(shape, strides);
  const length = sizes.pop() ?? 1;
  const step = steps.pop() ?? 0;
  const index = new Array<number>(sizes.length).fill(0);
  for (let start = 0; ; ) {
    visit(start, length, step);
    let dim = sizes.length - 1;
    for (; dim >= 0; dim--) {
      start += steps[dim] as number;
      if (++(index[dim] as number) < (sizes[dim] as number)) break;
      start -= (sizes[dim] as number) * (steps[dim] as number);
      index[dim] = 0;
    }
    if (dim < 0) return;
  }
}
