/**
 * `rnn-wasm/onnx`: exports trained models for other runtimes.
 */
import { version } from "./core/version.js";
import { invalidOption } from "./errors/validate.js";
import { type OnnxExport, onnxOf } from "./formats/onnx/export.js";
import { onnxExports } from "./tasks/onnx.js";
import type { Model } from "./tasks/types.js";

export { type ErrorCode, RnnError } from "./errors/rnn-error.js";

/**
 * A model as an ONNX file (opset 17). Of a tagger: input `tokens`, int64 [T, B], indices into the alphabet; output `logits`, float32 [T, B, V], of which
 * softmax makes what `probabilities` gives. T and B are free. The alphabets are among the file's metadata, as JSON.
 * @throws RnnError `ERR_INVALID_OPTION` for anything but a model, `ERR_DISPOSED`
 */
export function toOnnx(model: Model): Uint8Array<ArrayBuffer> {
  const task = Object.hasOwn(onnxExports, model?.task) ? onnxExports[model.task] : undefined;
  if (!task || typeof model.stateDict !== "function")
    throw invalidOption("model", "a model of train() or load()", model);
  return onnxOf(model, task as OnnxExport<Model>, version);
}
