/**
 * Tensors, modules, losses and optimizers like PyTorch's, for recurrent networks of your own. Call `await init()` first.
 * @module rnn-wasm/nn
 */

import { embedded } from "./core/embedded.js";
import { init as initSlim, withWasm } from "./core/load.js";

export type { InitOptions } from "./core/load.js";
export type { Variant, VariantOption } from "./core/variant.js";
export type { WasmSource } from "./core/wasm-source.js";
export { type ErrorCode, RnnError } from "./errors/rnn-error.js";
export type { NestedNumbers, NestedValues, TensorValues } from "./nn/arrays/literals.js";
export type { Shape } from "./nn/arrays/shape.js";
export { noGrad } from "./nn/autograd/graph.js";
export * as nn from "./nn/nn.js";
export * as optim from "./nn/optim/optim.js";
export {
  type DrawOptions,
  type FillOptions,
  rand,
  randint,
  randn,
  randperm,
  type TensorOptions,
  tensor,
  zeros,
} from "./nn/tensor/create.js";
export { cat, stack } from "./nn/tensor/joins.js";
export { type MultinomialOptions, multinomial } from "./nn/tensor/multinomial.js";
export type { ReduceOptions, TopkOptions } from "./nn/tensor/reduce-options.js";
export { type DType, Tensor } from "./nn/tensor/tensor.js";
export { manualSeed } from "./random/generator.js";
/**
 * Loads the core. Call it before everything else of this entry. See {@link InitOptions}.
 * @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT`, `ERR_NOT_INITIALIZED` if the core cannot run here
 * @function
 */
export const init = /* @__PURE__ */ withWasm(embedded, initSlim);
