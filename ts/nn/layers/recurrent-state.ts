/**
 * States as users pass them to recurrent layers and cells.
 */
import { invalidOption } from "../../errors/validate.js";
import { Tensor } from "../tensor/tensor.js";

/** A state that is one tensor, or none. @throws RnnError `ERR_INVALID_OPTION` */
export function singleState(state: Tensor | null | undefined): readonly Tensor[] | undefined {
  if (state === null || state === undefined) return undefined;
  if (!(state instanceof Tensor)) throw invalidOption("state", "a Tensor", state);
  return [state];
}

/** h and c. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

/** A state that is two tensors, or none. @throws RnnError `ERR_INVALID_OPTION` */
export function pairState(state: LSTMState | null | undefined): readonly Tensor[] | undefined {
  if (state === null || state === undefined) return undefined;
  if (!Array.isArray(state) || state.length !== 2) throw invalidOption("state", "[h, c]", state);
  return state as LSTMState;
}
