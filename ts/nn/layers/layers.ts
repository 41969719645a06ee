/** All layers and cells. Files that are exported whole export nothing internal. */
export * from "./activations.js";
export { Dropout } from "./dropout.js";
export * from "./embedding.js";
export * from "./gru.js";
export * from "./gru-cell.js";
export * from "./linear.js";
export * from "./lstm.js";
export * from "./lstm-cell.js";
export type { RecurrentForwardOptions, RecurrentOptions } from "./recurrent.js";
export type { RecurrentCellOptions } from "./recurrent-cell.js";
export type { LSTMState } from "./recurrent-state.js";
export * from "./rnn.js";
export * from "./rnn-cell.js";
export * from "./sequential.js";
