/** The namespace `nn`. */

export { CrossEntropyLoss, type CrossEntropyLossOptions } from "../losses/cross-entropy.js";
export * as utils from "../optim/clip.js";
export { Dropout } from "./dropout.js";
export { Embedding, type EmbeddingOptions } from "./embedding.js";
export { Linear, type LinearOptions } from "./linear.js";
export { LSTM, type LSTMForwardOptions, type LSTMOptions, type LSTMState } from "./lstm.js";
export {
  type LoadOptions,
  type LoadResult,
  Module,
  type StateData,
  type StateDict,
  type StateValue,
} from "./module.js";
export { Parameter } from "./parameter.js";
