/**
 * Exports models for ONNX Runtime.
 * @module rnn-wasm/onnx
 */
import { version } from "./core/version.js";
import { invalidOption } from "./errors/validate.js";
import { type OnnxExport, onnxOf } from "./formats/onnx/export.js";
import { onnxExports } from "./tasks/onnx.js";
import type { Model } from "./tasks/types.js";

export { type ErrorCode, RnnError } from "./errors/rnn-error.js";

/**
 * Exports a model as an ONNX file (opset 17). The number of steps T and the batch size B are dynamic; alphabets, classes and similar data
 * are JSON in the file's metadata. For a tagger, the input `tokens`, int64 [T, B], has indices of the alphabet, and the output `logits`,
 * float32 [T, B, V], gives the model's `probabilities` after a softmax.
 * @param model a model of any task
 * @throws RnnError `ERR_INVALID_OPTION` for anything but a model, `ERR_DISPOSED`
 */
export function toOnnx(model: Model): Uint8Array<ArrayBuffer> {
  const task = Object.hasOwn(onnxExports, model?.task) ? onnxExports[model.task] : undefined;
  if (!task || typeof model.stateDict !== "function")
    throw invalidOption("model", "a model of train() or load()", model);
  return onnxOf(model, task as OnnxExport<Model>, version);
}
