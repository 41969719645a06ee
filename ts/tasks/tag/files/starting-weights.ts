/**
 * What weights to start from give to a tagger's run, and require of it.
 */
import { invalidOption } from "../../../errors/validate.js";
import type { NetworkShape } from "../../../model/config.js";
import { missingAlphabet, missingEmbedding } from "../../symbol-weights.js";
import type { ResolveContext } from "../../task.js";
import type { TagCodec } from "../codec.js";

type Weights = NonNullable<ResolveContext<TagCodec>["weights"]>;

/**
 * The symbols of the weights' file or model.
 * @param given options
 * @param symbols those of the data, if they are known before it is read
 * @throws RnnError `ERR_FORMAT` if nothing says what the symbols of the weights are
 */
export function symbolsOf(
  { codec, origin, shape: { input, output } }: Weights,
  given: { readonly alphabet?: unknown; readonly outputAlphabet?: unknown },
  symbols: string | undefined,
) {
  const own = codec ?? origin;
  const sizes = { alphabet: input.kind === "tokens" ? input.vocabSize : undefined, outputAlphabet: output.size };
  for (const name of ["alphabet", "outputAlphabet"] as const) {
    // Collected from the pairs, the symbols could have another order than the rows of the weights.
    if (sizes[name] !== undefined && (given[name] ?? own?.[name] ?? symbols) === undefined)
      throw missingAlphabet(name, sizes[name]);
  }
  return (
    own && {
      alphabet: own.alphabet.asGiven,
      outputAlphabet: own.outputAlphabet.asGiven,
      unknown: own.alphabet.unknown,
    }
  );
}

interface Sizes {
  readonly vocabSize: number;
  readonly numClasses: number;
  readonly embeddingDim: number | undefined;
}

/**
 * @param wanted the sizes by data and options
 * @returns the width of the embedding
 * @throws RnnError `ERR_INVALID_OPTION` for sizes other than those of the weights, `ERR_FORMAT` for weights without an embedding
 */
export function embeddingOf({ input, output }: NetworkShape, wanted: Sizes): number {
  if (input.kind !== "tokens") throw missingEmbedding();
  const found = { ...input, numClasses: output.size };
  for (const name of ["vocabSize", "numClasses", "embeddingDim"] as const)
    if (wanted[name] !== undefined && found[name] !== wanted[name])
      throw invalidOption(name, `${found[name]}, as in the weights`, wanted[name]);
  return input.embeddingDim;
}
