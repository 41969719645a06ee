/**
 * `load`, whose implementation is imported on the first call.
 */
import { loadingError } from "../core/wasm-support.js";
import type { Symbols } from "../data/vocabulary.js";
import type { Nonlinearity } from "../model/cells.js";
import type { ModelByTask, TaskName } from "./types.js";

/** Options of {@link load}. */
export interface LoadOptions<Name extends TaskName = TaskName> {
  /** What the model must be for: a file of another task is `ERR_FORMAT`. Of a file of PyTorch's: what it is for. */
  readonly task?: Name | undefined;
  /** The symbols that the model reads: for a file of PyTorch's, which has none. */
  readonly alphabet?: Symbols | undefined;
  /** The symbols that it writes. */
  readonly outputAlphabet?: Symbols | undefined;
  /** What an Elman cell applies to its sum: for a file of PyTorch's, which does not say it. Default `"tanh"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/**
 * Loads a model: a file of `save()`, a checkpoint (its current model), or a PyTorch file with an Embedding, an LSTM, GRU or RNN and a Linear
 * under any names, whose cell and sizes follow from the shapes.
 * @param bytes a safetensors file
 * @throws RnnError `ERR_FORMAT` for a file that is damaged or does not fit: no alphabet, another number of symbols, another task, a missing
 * or unknown tensor, a weight that is not finite; `ERR_INVALID_OPTION`
 */
export async function load<Name extends TaskName = TaskName>(
  bytes: Uint8Array | ArrayBuffer,
  options: LoadOptions<Name> = {},
): Promise<ModelByTask[Name]> {
  const { loadModel } = await import("./load-model.js").catch((error) => Promise.reject(loadingError(error)));
  return (await loadModel(bytes, options)) as ModelByTask[Name];
}
