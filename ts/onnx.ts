/**
 * `rnn-wasm/onnx`: takes a trained model to the runtimes of others.
 */
import { version } from "./core/version.js";
import { invalidOption } from "./errors/validate.js";
import { onnxOf } from "./formats/onnx/export.js";
import type { Model } from "./tasks/tag/tagger.js";

export { type ErrorCode, RnnError } from "./errors/rnn-error.js";

/**
 * A model as an ONNX file (opset 17): input `tokens`, int64 [T, B], indices into the alphabet; output `logits`, float32 [T, B, V], of which
 * softmax makes what `probabilities` gives. T and B are free. The alphabets are among the file's metadata, as JSON.
 * @throws RnnError `ERR_INVALID_OPTION` for what is no model, `ERR_DISPOSED`
 */
export function toOnnx(model: Model): Uint8Array<ArrayBuffer> {
  if (typeof model?.stateDict !== "function" || typeof model.save !== "function")
    throw invalidOption("model", "a model of train() or load()", model);
  const tensors = [...model.stateDict()].map(
    ([name, tensor]) => [name, { shape: tensor.shape, data: tensor.data() }] as const,
  );
  return onnxOf({
    config: model.config,
    stateDict: new Map(tensors),
    version,
    metadata: { alphabet: JSON.stringify(model.alphabet), outputAlphabet: JSON.stringify(model.outputAlphabet) },
  });
}
