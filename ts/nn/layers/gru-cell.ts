/**
 * One step of a gated recurrent unit: `torch.nn.GRUCell`.
 */
import type { RecurrentCellOptions } from "./recurrent-cell.js";
import { SingleStateCell } from "./single-state.js";

/** Options of {@link GRUCell}. */
export interface GRUCellOptions extends RecurrentCellOptions {}

/** One step of a gated recurrent unit: `torch.nn.GRUCell`. Gate rows in the order r, z, n. */
export class GRUCell extends SingleStateCell {
  /** @throws RnnError `ERR_INVALID_OPTION` */
  constructor(inputSize: number, hiddenSize: number, options: GRUCellOptions = {}) {
    super(inputSize, hiddenSize, options, { name: "GRUCell", cell: "gru" });
  }
}
