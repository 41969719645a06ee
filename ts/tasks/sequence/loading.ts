/**
 * Loads the parts that models of sequences with answers have in common from files.
 */
import { Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkOneOf } from "../../errors/validate.js";
import type { NetworkShape } from "../../model/config.js";
import { missingAlphabet } from "../symbol-weights.js";
import type { GivenOptions } from "../task.js";
import { plainNumbers, type SequenceInput, SymbolInput } from "./input.js";
import { readouts } from "./options.js";
import type { SequenceCodec } from "./resolve.js";

/** Options of `load` for these tasks. */
export const loadOptions = ["alphabet", "readout"] as const;

/**
 * What the sequences are: as the file says, or for a file by PyTorch as the options say.
 * @throws RnnError `ERR_FORMAT` for weights that do not fit
 */
export function loadedCodec(
  { input: has }: NetworkShape,
  own: SequenceCodec | undefined,
  { alphabet, readout }: GivenOptions,
): SequenceCodec {
  const input = loadedInput(has, own?.input, alphabet);
  if (readout === undefined) return { input, readout: own?.readout ?? "last" };
  const wanted = checkOneOf("readout", readout, readouts);
  if (own && own.readout !== wanted)
    throw new RnnError("ERR_FORMAT", `readout: expected "${own.readout}", as in the file, got "${wanted}"`);
  return { input, readout: wanted };
}

function loadedInput(has: NetworkShape["input"], own: SequenceInput | undefined, alphabet: unknown): SequenceInput {
  if (has.kind === "rows") {
    const input = own ?? plainNumbers(has.features);
    if (input.kind === "symbols" || input.features !== has.features)
      throw new RnnError("ERR_FORMAT", `columns: expected ${has.features} inputs, as in the weights, got others`);
    return input;
  }
  const given = alphabet === undefined ? undefined : new Vocabulary("alphabet", alphabet);
  const vocabulary = given ?? (own?.kind === "symbols" ? own.alphabet : undefined);
  if (!vocabulary) throw missingAlphabet("alphabet", has.vocabSize);
  if (vocabulary.size !== has.vocabSize)
    throw new RnnError(
      "ERR_FORMAT",
      `alphabet: expected ${has.vocabSize} symbols, as in the weights, got ${vocabulary.size}`,
    );
  return new SymbolInput(vocabulary);
}
