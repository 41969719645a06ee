/**
 * `load`: what it does is loaded when it is called.
 */
import type { Symbols } from "../data/vocabulary.js";
import type { Model } from "./tag/tagger.js";

/** Options of {@link load}. */
export interface LoadOptions {
  /** The symbols that the model reads: for a file of PyTorch's, which has none. */
  readonly alphabet?: Symbols | undefined;
  /** The symbols that it writes. */
  readonly outputAlphabet?: Symbols | undefined;
}

/**
 * Loads a model: a file of `save()`, a checkpoint (its model so far), or a file of PyTorch's own with an Embedding, an LSTM and a Linear
 * under any names, whose sizes follow from the shapes.
 * @param bytes a safetensors file
 * @throws RnnError `ERR_FORMAT` for a file that is damaged or does not fit: no alphabet, another number of symbols, a tensor missing or
 * over, a weight that is not finite; `ERR_INVALID_OPTION`
 */
export async function load(bytes: Uint8Array | ArrayBuffer, options: LoadOptions = {}): Promise<Model> {
  const { loadModel } = await import("../model/read.js");
  return loadModel(bytes, options);
}
