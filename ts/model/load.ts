/**
 * Models out of files.
 */
import { Alphabet, type Symbols } from "../data/alphabet.js";
import { loadEngine } from "../engine/index.js";
import { RnnError } from "../errors.js";
import { checkKeys } from "../options.js";
import { checkAlphabet, decodeModel } from "./file.js";
import { Model } from "./model.js";

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
  checkKeys("load", options, ["alphabet", "outputAlphabet"]);
  const { config, weights, own } = decodeModel(bytes);
  const alphabetOf = (name: "alphabet" | "outputAlphabet", size: number) => {
    const given = options[name];
    const alphabet = given === undefined ? own?.[name] : new Alphabet(name, given);
    if (!alphabet)
      throw new RnnError(
        "ERR_FORMAT",
        `${name}: expected ${size} symbols as an option (the file has none), got undefined`,
      );
    checkAlphabet(name, alphabet, size);
    return alphabet;
  };
  const alphabet = alphabetOf("alphabet", config.vocabSize);
  const outputAlphabet = alphabetOf("outputAlphabet", config.numClasses);
  const kind = own?.kind ?? (typeof options.outputAlphabet === "string" ? "text" : "list");
  await loadEngine();
  return Model.of({ config, weights, alphabet, outputAlphabet, kind });
}
