/** The namespace `nn`. */

export type { Nonlinearity } from "../model/cells.js";
export { LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./layers/activations.js";
export { Dropout } from "./layers/dropout.js";
export { Embedding, type EmbeddingOptions } from "./layers/embedding.js";
export { GRU, type GRUOptions } from "./layers/gru.js";
export { GRUCell, type GRUCellOptions } from "./layers/gru-cell.js";
export { Linear, type LinearOptions } from "./layers/linear.js";
export { LSTM, type LSTMOptions } from "./layers/lstm.js";
export { LSTMCell, type LSTMCellOptions } from "./layers/lstm-cell.js";
export type { RecurrentForwardOptions, RecurrentOptions } from "./layers/recurrent.js";
export type { RecurrentCellOptions } from "./layers/recurrent-cell.js";
export type { LSTMState } from "./layers/recurrent-state.js";
export { RNN, type RNNOptions } from "./layers/rnn.js";
export { RNNCell, type RNNCellOptions } from "./layers/rnn-cell.js";
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
