/**
 * One step of an Elman RNN: `torch.nn.RNNCell`.
 */
import { checkOneOf } from "../../errors/validate.js";
import { type Nonlinearity, nonlinearities } from "../../model/cells.js";
import type { RecurrentCellOptions } from "./recurrent-cell.js";
import { SingleStateCell } from "./single-state.js";

/** Options of {@link RNNCell}. */
export interface RNNCellOptions extends RecurrentCellOptions {
  /** The nonlinearity: `"tanh"` (default) or `"relu"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** One step h' = tanh(W_ih·x + b_ih + W_hh·h + b_hh), or with ReLU: `torch.nn.RNNCell`. */
export class RNNCell extends SingleStateCell {
  /** The nonlinearity. */
  readonly nonlinearity: Nonlinearity;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    const nonlinearity = checkOneOf("nonlinearity", options?.nonlinearity ?? "tanh", nonlinearities);
    super(inputSize, hiddenSize, options, {
      name: "RNNCell",
      cell: "rnn",
      nonlinearity,
      optionNames: ["nonlinearity"],
    });
    this.nonlinearity = nonlinearity;
  }
}
