/**
 * The parameter of a module: `torch.nn.Parameter`.
 */

import { currentEngine } from "../../core/load.js";
import { checkBoolean } from "../../errors/validate.js";
import { parseValues, type TensorValues } from "../arrays/literals.js";
import { mismatch } from "../arrays/mismatch.js";
import { ndArray } from "../arrays/storage.js";
import { Tensor } from "../tensor/tensor.js";

/** A tensor that modules register under its field's name and that requires a gradient: `torch.nn.Parameter`. */
export class Parameter extends Tensor {
  /**
   * @param data a float32 tensor, whose memory it shares, or values, which it copies
   * @param requiresGrad false for a parameter that is not trained
   * @throws RnnError `ERR_DTYPE`, `ERR_SHAPE`, `ERR_INVALID_OPTION`
   */
  constructor(data: Tensor | TensorValues, requiresGrad = true) {
    currentEngine();
    if (data instanceof Tensor) super(data);
    else {
      const { values, shape } = parseValues(data, "float32");
      super(ndArray(values, shape));
    }
    if (this.dtype !== "float32") throw mismatch("ERR_DTYPE", "Parameter", "float32", this.dtype);
    this.requiresGrad = checkBoolean("requiresGrad", requiresGrad);
  }

  static {
    // Browsers' consoles show this instead of the minified name of the class.
    Object.defineProperty(Parameter.prototype, Symbol.toStringTag, { value: "Parameter" });
  }
}
