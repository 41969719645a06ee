/**
 * Loads taggers from files.
 */
import { Vocabulary } from "../../../data/vocabulary.js";
import { RnnError } from "../../../errors/rnn-error.js";
import { checkOneOf } from "../../../errors/validate.js";
import type { JsonObject } from "../../../model/file.js";
import type { ReadState } from "../../../model/read-state.js";
import { symbolNetwork } from "../../symbol-network.js";
import { missingAlphabet, missingEmbedding } from "../../symbol-weights.js";
import type { GivenOptions, TaskLoading } from "../../task.js";
import type { TagCodec } from "../codec.js";

export const tagLoading: TaskLoading<TagCodec> = {
  options: ["alphabet", "outputAlphabet"],
  decode,
  resolve,
};

/** @throws RnnError `ERR_INVALID_OPTION` */
function decode(given: JsonObject): TagCodec {
  const unknown = checkOneOf("unknown", given["unknown"], ["error", "symbol"]);
  return {
    alphabet: new Vocabulary("alphabet", given["alphabet"] ?? null, unknown),
    outputAlphabet: new Vocabulary("outputAlphabet", given["outputAlphabet"] ?? null),
    kind: checkOneOf("kind", given["kind"], ["text", "list", "indices"]),
  };
}

/** The network and codec of a file, with the file's symbols or those of the options. */
function resolve({ shape }: ReadState, own: TagCodec | undefined, options: GivenOptions) {
  const { input, output } = shape;
  if (input.kind !== "tokens") throw missingEmbedding();
  const vocabularyOf = (name: "alphabet" | "outputAlphabet", size: number) => {
    const given = options[name];
    const vocabulary = given === undefined ? own?.[name] : new Vocabulary(name, given);
    if (!vocabulary) throw missingAlphabet(name, size);
    if (vocabulary.size !== size)
      throw new RnnError("ERR_FORMAT", `${name}: expected ${size} symbols, as in the weights, got ${vocabulary.size}`);
    return vocabulary;
  };
  const alphabet = vocabularyOf("alphabet", input.vocabSize);
  const outputAlphabet = vocabularyOf("outputAlphabet", output.size);
  const kind = own?.kind ?? (typeof options["outputAlphabet"] === "string" ? "text" : "list");
  return {
    config: { ...shape, ...symbolNetwork(input.vocabSize, input.embeddingDim, output.size) },
    codec: { alphabet, outputAlphabet, kind },
  } as const;
}
