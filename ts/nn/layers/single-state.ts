/**
 * Layers and single cells whose only state is h.
 */
import type { Tensor } from "../tensor/tensor.js";
import { Recurrent, type RecurrentForwardOptions } from "./recurrent.js";
import { RecurrentCell } from "./recurrent-cell.js";
import { singleState } from "./recurrent-state.js";

/** The members of {@link GRU} and {@link RNN}. */
export abstract class SingleStateRecurrent extends Recurrent {
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

/** The members of {@link GRUCell} and {@link RNNCell}. */
export abstract class SingleStateCell extends RecurrentCell {
  /**
   * Runs one step.
   * @param input (batch, inputSize), or (inputSize)
   * @param state h before the step, (batch, hiddenSize) or (hiddenSize); default zeros
   * @returns h after the step
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`
   */
  forward(input: Tensor, state?: Tensor | null): Tensor {
    return this.run(input, singleState(state))[0] as Tensor;
  }
}
