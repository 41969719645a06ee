/**
 * Checks the states that users pass to recurrent layers and cells.
 */
import { invalidOption } from "../../errors/validate.js";
import { notATensor } from "../arrays/mismatch.js";
import { Tensor } from "../tensor/tensor.js";

/** Checks the state of a GRU or RNN: one tensor, or none. @throws RnnError `ERR_INVALID_OPTION` */
export function singleState(state: Tensor | null | undefined): readonly Tensor[] | undefined {
  if (state === null || state === undefined) return undefined;
  if (!(state instanceof Tensor)) throw notATensor("state", "a Tensor", state);
  return [state];
}

/** The hidden state h and the cell state c of an LSTM. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

/** Checks the state of an LSTM: two tensors, or none. @throws RnnError `ERR_INVALID_OPTION` */
export function pairState(state: LSTMState | null | undefined): readonly Tensor[] | undefined {
  if (state === null || state === undefined) return undefined;
  if (!Array.isArray(state) || state.length !== 2) throw invalidOption("state", "[h, c]", state);
  return state as LSTMState;
}
