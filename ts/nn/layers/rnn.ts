/**
 * The Elman RNN: `torch.nn.RNN`.
 */
import { checkOneOf } from "../../errors/validate.js";
import { type Nonlinearity, nonlinearities } from "../../model/cells.js";
import type { Tensor } from "../tensor/tensor.js";
import { Recurrent, type RecurrentForwardOptions, type RecurrentOptions } from "./recurrent.js";
import { singleState } from "./recurrent-state.js";

/** Options of {@link RNN}. */
export interface RNNOptions extends RecurrentOptions {
  /** The nonlinearity: `"tanh"` (default) or `"relu"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/** The Elman RNN h' = tanh(W_ih·x + b_ih + W_hh·h + b_hh), or with ReLU: `torch.nn.RNN`. */
export class RNN extends Recurrent {
  /** The nonlinearity. */
  readonly nonlinearity: Nonlinearity;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    const nonlinearity = checkOneOf("nonlinearity", options?.nonlinearity ?? "tanh", nonlinearities);
    super(inputSize, hiddenSize, options, { cell: "rnn", nonlinearity, optionNames: ["nonlinearity"] });
    this.nonlinearity = nonlinearity;
  }

  /**
   * Runs a batch of sequences, or one sequence.
   * @param input (seq, batch, inputSize), or (batch, seq, inputSize) with `batchFirst`; (seq, inputSize) for one sequence
   * @param state the initial h (layers·directions, batch, hiddenSize); default zeros
   * @returns the last layer's h at each step (seq, batch, directions·hiddenSize), and the h after each sequence's last step.
   *   Rows past a sequence's length are 0.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`
   */
  forward(
    input: Tensor,
    state?: Tensor | null,
    options: RecurrentForwardOptions = {},
  ): [output: Tensor, state: Tensor] {
    const [output, [h]] = this.run(input, singleState(state), options);
    return [output, h as Tensor];
  }
}
