/**
 * `rnn-wasm/nn`: PyTorch's building blocks, for small recurrent models of one's own.
 */

import * as embedded from "./engine/embedded.js";
import { carrying, init as initSlim } from "./engine/index.js";

export type { InitOptions, Variant, VariantOption, WasmSource } from "./engine/index.js";
export { type ErrorCode, RnnError } from "./errors.js";
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
} from "./nn/create.js";
export { noGrad } from "./nn/graph.js";
export type { NestedNumbers, NestedValues, TensorValues } from "./nn/literals.js";
export * as nn from "./nn/modules.js";
export * as optim from "./nn/optim.js";
export type { Shape } from "./nn/shape.js";
export { type DType, Tensor } from "./nn/tensor.js";
export { manualSeed } from "./random/generator.js";
/** Loads the core; everything else here needs it. See {@link InitOptions}. @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT`, `ERR_NOT_INITIALIZED` where the core cannot run */
export const init = /* @__PURE__ */ carrying(embedded, initSlim);
