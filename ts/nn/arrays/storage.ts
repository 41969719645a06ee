/**
 * The memory of tensors: typed arrays on the JavaScript heap, which the garbage collector owns.
 */
import type { Shape } from "./shape.js";
import { gather } from "./strided.js";
import type { Values } from "./values.js";

/** The elements of a tensor and of all its views. */
export class Storage {
  readonly values: Values;
  /** Counts in-place changes, so that a backward pass can detect that values it saved have changed. */
  version = 0;

  constructor(values: Values) {
    this.values = values;
  }
}

/** An array of numbers with a shape: the part of a tensor that operations use. They record no gradients. */
export interface NdArray {
  readonly shape: Shape;
  readonly storage: Storage;
  /** Null for row-major order. */
  readonly strides: Shape | null;
}

/** The elements in row-major order, without a copy if they are stored so. */
export function flat({ storage, shape, strides }: NdArray): Values {
  return strides ? gather(storage.values, shape, strides) : storage.values;
}

/** The elements in row-major order, always in new memory. */
export const copy = (array: NdArray): Values => (array.strides ? flat(array) : array.storage.values.slice());

/** {@link copy} in memory that no other array shares, so that users may transfer it to another thread. */
export function ownCopy(array: NdArray): Values {
  const values = copy(array);
  return values.byteLength === values.buffer.byteLength ? values : values.slice();
}

/** {@link flat} for arrays known to be float32. */
export const flatFloats = (array: NdArray): Float32Array => flat(array) as Float32Array;

export const isInt32Array = ({ storage }: NdArray): boolean => storage.values instanceof Int32Array;

/** {@link flat}, with int32 converted to float32. */
export function toFloats(array: NdArray): Float32Array {
  const values = flat(array);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** An array that owns `values`. */
export const ndArray = (values: Values, shape: Shape): NdArray => ({
  storage: new Storage(values),
  shape,
  strides: null,
});
