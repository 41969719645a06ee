/**
 * `load`, whose implementation is imported on the first call.
 */
import { loadingError } from "../core/wasm-support.js";
import type { Label } from "../data/labels.js";
import type { Symbols } from "../data/vocabulary.js";
import type { Nonlinearity } from "../model/cells.js";
import type { Classifier } from "./classify/public.js";
import type { RegressorOptions } from "./regress/types.js";
import type { Model, ModelByTask, TaskName } from "./types.js";

/** Options of {@link load}. */
export interface LoadOptions<Name extends TaskName = TaskName> {
  /** The task of the model. A model of another task throws `ERR_FORMAT`; files from PyTorch name no task. */
  readonly task?: Name | undefined;
  /** The input symbols, for files from PyTorch, which have none. */
  readonly alphabet?: Symbols | undefined;
  /** The output symbols, for files from PyTorch. */
  readonly outputAlphabet?: Symbols | undefined;
  /** The labels in the order of the outputs, for a classifier from PyTorch. */
  readonly classes?: readonly Label[] | undefined;
  /** The rows that the linear layer reads, for files from PyTorch; default `"last"`. */
  readonly readout?: "last" | "mean" | "max" | undefined;
  /** The loss that a regressor was trained with, for files from PyTorch; default `"mse"`. */
  readonly loss?: RegressorOptions["loss"];
  /** The nonlinearity of an Elman cell, for files from PyTorch, which do not name it; default `"tanh"`. */
  readonly nonlinearity?: Nonlinearity | undefined;
}

/**
 * Loads a model: a file of `save()`, a checkpoint (its current model), or a PyTorch file with an Embedding, recurrent layers and a Linear under
 * any names, whose cell and sizes follow from the shapes.
 * @param bytes a safetensors file
 * @throws RnnError `ERR_FORMAT` for a damaged or unsuitable file: no alphabet, another number of symbols, another task, a missing or unknown
 * tensor, a weight that is not finite; `ERR_INVALID_OPTION`
 */
export function load<const Class extends Label>(
  bytes: Uint8Array | ArrayBuffer,
  options: LoadOptions<"classify"> & { readonly task: "classify"; readonly classes: readonly Class[] },
): Promise<Classifier<Class>>;
export function load<Name extends TaskName = TaskName>(
  bytes: Uint8Array | ArrayBuffer,
  options?: LoadOptions<Name>,
): Promise<ModelByTask[Name]>;
export async function load(bytes: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Promise<Model> {
  const { loadModel } = await import("./load-model.js").catch((error) => Promise.reject(loadingError(error)));
  return loadModel(bytes, options);
}
