/**
 * One step of a gated recurrent unit: `torch.nn.GRUCell`.
 */
import type { Tensor } from "../tensor/tensor.js";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.js";
import { singleState } from "./recurrent-state.js";

/** Options of {@link GRUCell}. */
export interface GRUCellOptions extends RecurrentCellOptions {}

/** One step of a gated recurrent unit: `torch.nn.GRUCell`. Gate rows in the order r, z, n. */
export class GRUCell extends RecurrentCell {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: GRUCellOptions = {}) {
    super(inputSize, hiddenSize, options, { name: "GRUCell", cell: "gru" });
  }

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
