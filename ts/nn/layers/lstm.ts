/**
 * The long short-term memory: `torch.nn.LSTM`.
 */
import { checkInteger } from "../../errors/validate.js";
import type { Tensor } from "../tensor/tensor.js";
import { Recurrent, type RecurrentForwardOptions, type RecurrentOptions } from "./recurrent.js";
import { type LSTMState, pairState } from "./recurrent-state.js";

/** Options of {@link LSTM}. */
export interface LSTMOptions extends RecurrentOptions {
  /** The size to which each output is projected, below hiddenSize; default 0: no projection. */
  readonly projSize?: number | undefined;
}

/** The long short-term memory, with layers, directions and projections: `torch.nn.LSTM`. Gate rows in the order i, f, g, o. */
export class LSTM extends Recurrent {
  /** The size to which each output is projected; 0: no projection. */
  readonly projSize: number;

  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    // The base class checks hiddenSize itself.
    const max = Number.isSafeInteger(hiddenSize) && hiddenSize > 0 ? hiddenSize - 1 : 0;
    const projSize = checkInteger("projSize", options?.projSize ?? 0, 0, max);
    super(inputSize, hiddenSize, options, { cell: "lstm", projSize, optionNames: ["projSize"] });
    this.projSize = projSize;
  }

  /**
   * Runs a batch of sequences, or one sequence.
   * @param input (seq, batch, inputSize), or (batch, seq, inputSize) with `batchFirst`; (seq, inputSize) for one sequence
   * @param state the initial h (layers·directions, batch, projSize or hiddenSize) and c (…, hiddenSize); default zeros
   * @returns the last layer's h at each step (seq, batch, directions·size), and the h and c after each sequence's last
   *   step. Rows past a sequence's length are 0.
   * @throws RnnError `ERR_SHAPE`, `ERR_DTYPE`, `ERR_INVALID_OPTION`
   */
  forward(
    input: Tensor,
    state?: LSTMState | null,
    options: RecurrentForwardOptions = {},
  ): [output: Tensor, state: [h: Tensor, c: Tensor]] {
    const [output, states] = this.run(input, pairState(state), options);
    return [output, states as [Tensor, Tensor]];
  }
}
