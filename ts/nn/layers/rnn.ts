/**
 * The Elman RNN: `torch.nn.RNN`.
 */
import { checkOneOf } from "../../errors/validate.js";
import { type Nonlinearity, nonlinearities } from "../../model/cells.js";
import type { RecurrentOptions } from "./recurrent.js";
import { SingleStateRecurrent } from "./single-state.js";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentOptions {
  /** The nonlinearity: `"tanh"` (default) or `"relu"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** The Elman RNN h' = tanh(W_ih·x + b_ih + W_hh·h + b_hh), or with ReLU: `torch.nn.RNN`. */
export class RNN extends SingleStateRecurrent {
  /** The nonlinearity. */
  readonly nonlinearity: Nonlinearity;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    const nonlinearity = checkOneOf("nonlinearity", options?.nonlinearity ?? "tanh", nonlinearities);
    super(inputSize, hiddenSize, options, { cell: "rnn", nonlinearity, optionNames: ["nonlinearity"] });
    this.nonlinearity = nonlinearity;
  }
}
