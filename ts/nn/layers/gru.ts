/**
 * The gated recurrent unit: `torch.nn.GRU`.
 */
import type { RecurrentOptions } from "./recurrent.js";
import { SingleStateRecurrent } from "./single-state.js";

/** Options of {@link GRU}. */
export interface GRUOptions extends RecurrentOptions {}

/** The gated recurrent unit, with layers and directions: `torch.nn.GRU`. Gate rows in the order r, z, n. */
export class GRU extends SingleStateRecurrent {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: GRUOptions = {}) {
    super(inputSize, hiddenSize, options, { cell: "gru" });
  }
}
