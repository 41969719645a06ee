/** The namespace `nn`. Files that are exported whole export nothing internal. */

export type { Nonlinearity } from "../model/cells.js";
export * from "./layers/layers.js";
export * from "./losses/bce-with-logits.js";
export type { ClassLossOptions } from "./losses/class-targets.js";
export * from "./losses/cross-entropy.js";
export * from "./losses/gaussian-nll.js";
export * from "./losses/huber.js";
export * from "./losses/l1.js";
export * from "./losses/mse.js";
export * from "./losses/nll.js";
export type { LossOptions, Reduction } from "./losses/reduction.js";
export * from "./losses/smooth-l1.js";
export {
  type LoadOptions,
  type LoadResult,
  Module,
  type StateData,
  type StateDict,
  type StateValue,
} from "./modules/module.js";
export * from "./modules/parameter.js";
export * as utils from "./optim/clip.js";
