/**
 * The data of a tagger: a cipher, a data set of one, or pairs of aligned sequences.
 */
import type { Cipher } from "../../ciphers/index.js";
import type { SymbolSequence } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import { checkKeys, invalidOption } from "../../errors/validate.js";
import { type DataForm, hasKeys, inWords } from "../data-keys.js";
import { type Dataset, isCipher, isDataset } from "./dataset.js";

/** An input and its target, of equal length in symbols. */
export type Pair<Target extends SymbolSequence = SymbolSequence> = readonly [input: SymbolSequence, target: Target];

/** An iterable of pairs, such as an array, a generator or a stream; may be endless. */
export type PairSource<Target extends SymbolSequence = SymbolSequence> =
  | Iterable<Pair<Target>>
  | AsyncIterable<Pair<Target>>;

/** Pairs of sequences. */
export interface PairData<Target extends SymbolSequence = SymbolSequence> {
  /** Inputs with their targets, of equal length in symbols. */
  readonly pairs: PairSource<Target>;
}

/** The data of a tagger: a cipher (endless random messages), a `dataset()`, or pairs. */
export type TagData<Target extends SymbolSequence = SymbolSequence> = Cipher | Dataset | PairData<Target>;

/** The other forms are a cipher and a data set. */
const tagForms = [["pairs"]] as const;

export const tagData: DataForm = {
  accepts: (data) => isCipher(data) || isDataset(data) || hasKeys(data, tagForms),
  inWords: `a cipher, a dataset() or ${inWords(tagForms)}`,
};

/** A function for each form of data. */
export interface DataForms<Result> {
  cipher(cipher: Cipher): Result;
  dataset(dataset: Dataset): Result;
  pairs(pairs: PairSource): Result;
}

/** Determines the form of data. @throws RnnError `ERR_INVALID_OPTION` for anything but data of a tagger */
export function byForm<Result>(data: unknown, forms: DataForms<Result>): Result {
  if (isCipher(data)) return forms.cipher(data);
  if (isDataset(data)) return forms.dataset(data);
  if (!hasKeys<PairData>(data, tagForms)) throw invalidOption("data", tagData.inWords, data);
  checkKeys("data", data, ["pairs"]);
  return forms.pairs(checkPairs("pairs", data.pairs));
}

/** Checks for an iterable. @throws RnnError `ERR_INVALID_OPTION` for anything else, and for a string, which iterates over letters */
export function checkPairs(name: string, pairs: unknown): PairSource {
  const isIterable =
    typeof pairs === "object" && pairs !== null && (Symbol.iterator in pairs || Symbol.asyncIterator in pairs);
  if (!isIterable) throw invalidOption(name, "an array or iterable of [input, target]", pairs);
  return pairs as PairSource;
}

/** Indices of a cipher's symbols in an alphabet. @throws RnnError `ERR_UNKNOWN_SYMBOL` */
export const translation = (from: string, to: Vocabulary, name: string): Int32Array => to.indicesOf(from, () => name);
