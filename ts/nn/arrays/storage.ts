/**
 * The memory of tensors: typed arrays on the JavaScript heap, which the garbage collector owns.
 */
import type { Shape } from "./shape.js";
import { gather } from "./strided.js";
import type { Values } from "./values.js";

/** The elements of a tensor and of all its views. */
export class Storage {
  readonly values: Values;
  /** Counts changes in place, so that a backward pass that needs the values of before can refuse. */
  version = 0;

  constructor(values: Values) {
    this.values = values;
  }
}

/** An array of numbers in a shape: what a tensor is to the operations, which know nothing of gradients to come. */
export interface NdArray {
  readonly shape: Shape;
  readonly storage: Storage;
  /** Null where the elements lie in row-major order. */
  readonly strides: Shape | null;
}

/** The elements in row-major order; the array's own memory where they lie so. */
export function flat({ storage, shape, strides }: NdArray): Values {
  return strides ? gather(storage.values, shape, strides) : storage.values;
}

/** As {@link flat}, of an array that is known to be float32. */
export const flatFloats = (array: NdArray): Float32Array => flat(array) as Float32Array;

export const isInt32Array = ({ storage }: NdArray): boolean => storage.values instanceof Int32Array;

/** As {@link flat}, converted where it is int32. */
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
