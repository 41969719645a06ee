/** The namespace `nn`. */

export { LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./layers/activations.js";
export { Dropout } from "./layers/dropout.js";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.js";
export { Linear, type LinearOptions } from "./layers/linear.js";
export { LSTM, type LSTMOptions } from "./layers/lstm.js";
export type { LSTMState, RecurrentForwardOptions, RecurrentOptions } from "./layers/recurrent.js";
export { type Layer, Sequential } from "./layers/sequential.js";
export { BCEWithLogitsLoss, type BCEWithLogitsLossOptions } from "./losses/bce-with-logits.js";
export type { ClassLossOptions } from "./losses/class-targets.js";
export { CrossEntropyLoss, type CrossEntropyLossOptions } from "./losses/cross-entropy.js";
export { GaussianNLLLoss, type GaussianNLLLossOptions } from "./losses/gaussian-nll.js";
export { HuberLoss, type HuberLossOptions } from "./losses/huber.js";
export { L1Loss, type L1LossOptions } from "./losses/l1.js";
export { MSELoss, type MSELossOptions } from "./losses/mse.js";
export { NLLLoss, type NLLLossOptions } from "./losses/nll.js";
export type { LossOptions, Reduction } from "./losses/reduction.js";
export { SmoothL1Loss, type SmoothL1LossOptions } from "./losses/smooth-l1.js";
export {
  type LoadOptions,
  type LoadResult,
  Module,
  type StateData,
  type StateDict,
  type StateValue,
} from "./modules/module.js";
export { Parameter } from "./modules/parameter.js";
export * as utils from "./optim/clip.js";
