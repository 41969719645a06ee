/**
 * A tensor that is a module's weight: modules find it among their fields.
 */

import { currentEngine } from "../../core/load.js";
import { rnnError } from "../../errors/rnn-error.js";
import { checkBoolean } from "../../errors/validate.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { ndArray } from "../arrays/storage.js";
import { Tensor } from "../tensor/tensor.js";

/** A tensor that is a weight: modules find it under its field's name, and it requires a gradient. `torch.nn.Parameter`. */
export class Parameter extends Tensor {
  /**
   * @param data a tensor, whose values it shares, or values, which it copies; float32
   * @param requiresGrad false for a weight that stays as it is
   */
  constructor(data: Tensor | TensorValues, requiresGrad = true) {
    currentEngine();
    if (data instanceof Tensor) super(data);
    else {
      const { values, shape } = parseValues(data, "float32");
      super(ndArray(values, shape));
    }
    if (this.dtype !== "float32") throw rnnError("ERR_DTYPE", "Parameter", "float32", this.dtype);
    this.requiresGrad = checkBoolean("requiresGrad", requiresGrad);
  }
}
