/**
 * One step of a long short-term memory: `torch.nn.LSTMCell`.
 */
import type { Tensor } from "../tensor/tensor.js";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.js";
import { type LSTMState, pairState } from "./recurrent-state.js";

/** Options of {@link LSTMCell}. */
export interface LSTMCellOptions extends RecurrentCellOptions {}

/** One step of a long short-term memory: `torch.nn.LSTMCell`. Gate rows in the order i, f, g, o. */
export class LSTMCell extends RecurrentCell {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: LSTMCellOptions = {}) {
    super(inputSize, hiddenSize, options, { name: "LSTMCell", cell: "lstm" });
  }

  /**
   * Runs one step.
   * @param input (batch, inputSize), or (inputSize)
   * @param state h and c before the step, (batch, hiddenSize) or (hiddenSize); default zeros
   * @returns h and c after the step
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`
   */
  forward(input: Tensor, state?: LSTMState | null): [h: Tensor, c: Tensor] {
    return this.run(input, pairState(state)) as [Tensor, Tensor];
  }
}
