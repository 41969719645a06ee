/**
 * `load`, whose implementation is imported on the first call.
 */
import { loadingError } from "../core/wasm-support.js";
import type { Symbols } from "../data/vocabulary.js";
import type { Nonlinearity } from "../model/cells.js";
import type { ModelByTask, TaskName } from "./types.js";

/** Options of {@link load}. */
export interface LoadOptions<Name extends TaskName = TaskName> {
  /** The task of the model. A model of another task throws `ERR_FORMAT`; files from PyTorch name no task. */
  readonly task?: Name | undefined;
  /** The input symbols, for files from PyTorch, which have none. */
  readonly alphabet?: Symbols | undefined;
  /** The output symbols, for files from PyTorch. */
  readonly outputAlphabet?: Symbols | undefined;
  /** The nonlinearity of an Elman cell, for files from PyTorch, which do not name it; default `"tanh"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/**
 * Loads a model: a file of `save()`, a checkpoint (its current model), or a PyTorch file with an Embedding, an LSTM, GRU or RNN and a Linear
 * under any names, whose cell and sizes follow from the shapes.
 * @param bytes a safetensors file
 * @throws RnnError `ERR_FORMAT` for a damaged or unsuitable file: no alphabet, another number of symbols, another task, a missing or unknown
 * tensor, a weight that is not finite; `ERR_INVALID_OPTION`
 */
export async function load<Name extends TaskName = TaskName>(
  bytes: Uint8Array | ArrayBuffer,
  options: LoadOptions<Name> = {},
): Promise<ModelByTask[Name]> {
  const { loadModel } = await import("./load-model.js").catch((error) => Promise.reject(loadingError(error)));
  return (await loadModel(bytes, options)) as ModelByTask[Name];
}
