/**
 * A tensor that is a module's weight: modules find it among their fields.
 */
import { currentEngine } from "../../core/load.js";
import { checkBoolean } from "../../errors/validate.js";
import { parseValues, type TensorValues } from "../tensor/literals.js";
import { wrong } from "../tensor/shape.js";
import { Storage, Tensor } from "../tensor/tensor.js";

/** A tensor that is a weight: modules find it under its field's name, and it requires a gradient. `torch.nn.Parameter`. */
export class Parameter extends Tensor {
  /**
   * @param data a tensor, whose values it shares, or values, which it copies; float32
   * @param requiresGrad false for a weight that stays as it is
   */
  constructor(data: Tensor | TensorValues, requiresGrad = true) {
    currentEngine();
    if (data instanceof Tensor) super(data.shape, data.storage, data.strides);
    else {
      const { values, shape } = parseValues(data, "float32");
      super(shape, new Storage(values), null);
    }
    if (this.dtype !== "float32") throw wrong("ERR_DTYPE", "Parameter", "float32", this.dtype);
    this.requiresGrad = checkBoolean("requiresGrad", requiresGrad);
  }
}
