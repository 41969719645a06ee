/**
 * The forms in which data comes: a cipher, a data set of one, or pairs.
 */
import type { Cipher } from "../../ciphers/index.js";
import type { Sequence } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import { checkKeys, invalidOption } from "../../errors/validate.js";
import { type Dataset, isCipher, isDataset } from "./dataset.js";
import { checkPairs, type PairSource } from "./pairs.js";

/** Pairs of one's own. */
export interface PairData<Target extends Sequence = Sequence> {
  /** Inputs with their targets, of equal length in symbols. */
  readonly pairs: PairSource<Target>;
}

/** What can be learned from: a cipher (endless random messages), what `dataset()` returns, or pairs. */
export type TrainingData<Target extends Sequence = Sequence> = Cipher | Dataset | PairData<Target>;

/** Data by its form. */
export type KnownData =
  | { readonly form: "cipher"; readonly cipher: Cipher }
  | { readonly form: "dataset"; readonly dataset: Dataset }
  | { readonly form: "pairs"; readonly pairs: PairSource };

/** @throws RnnError `ERR_INVALID_OPTION` for what is no data */
export function recognize(data: unknown): KnownData {
  if (isCipher(data)) return { form: "cipher", cipher: data };
  if (isDataset(data)) return { form: "dataset", dataset: data };
  if (typeof data !== "object" || data === null || !("pairs" in data))
    throw invalidOption("data", "a cipher, a dataset() or { pairs }", data);
  checkKeys("data", data, ["pairs"]);
  return { form: "pairs", pairs: checkPairs("pairs", data.pairs) };
}

/** Indices of a cipher's symbols in an alphabet. @throws RnnError `ERR_UNKNOWN_SYMBOL` */
export const translation = (from: string, to: Vocabulary, name: string): Int32Array => to.indicesOf(from, () => name);
