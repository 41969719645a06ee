/**
 * The gated recurrent unit: `torch.nn.GRU`.
 */
import type { Tensor } from "../tensor/tensor.js";
import { Recurrent, type RecurrentForwardOptions, type RecurrentOptions } from "./recurrent.js";
import { singleState } from "./recurrent-state.js";

/** Options of {@link GRU}. */
export interface GRUOptions extends RecurrentOptions {}

/** The gated recurrent unit, with layers and directions: `torch.nn.GRU`. Gate rows in the order r, z, n. */
export class GRU extends Recurrent {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: GRUOptions = {}) {
    super(inputSize, hiddenSize, options, { cell: "gru" });
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
