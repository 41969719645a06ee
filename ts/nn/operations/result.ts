/**
 * What an operation returns: an array, and how gradients go back through it. Tensors are made of it by the caller.
 */

import type { Shape } from "../arrays/shape.js";
import { type NdArray, Storage } from "../arrays/storage.js";
import type { Values } from "../arrays/values.js";
import type { Recipe } from "../autograd/graph.js";

/** An operation's result. */
export interface Result extends NdArray {
  /** Undefined where the result has no derivative, such as indices. */
  readonly recipe: Recipe | undefined;
}

/** New values. */
export const result = (values: Values, shape: Shape, recipe?: Recipe): Result => ({
  storage: new Storage(values),
  shape,
  strides: null,
  recipe,
});

/** The same values in another shape or order. */
export const view = (storage: Storage, shape: Shape, strides: Shape | null, recipe: Recipe): Result => ({
  storage,
  shape,
  strides,
  recipe,
});
