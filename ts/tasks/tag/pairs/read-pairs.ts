/**
 * Reads pairs from data of any form, in a model's alphabets.
 */

import type { AlignedSequences } from "../../../data/batches.js";
import type { SymbolSequence } from "../../../data/sequence.js";
import type { Vocabulary } from "../../../data/vocabulary.js";
import { isInt32Array } from "../../../errors/realms.js";
import { type Dataset, dataset } from "../dataset.js";
import { byForm, type Pair, translation } from "../training-data.js";
import { PairReader } from "./pair-reader.js";

/** The pairs of a data set in other alphabets. Can be iterated repeatedly. */
export function translated(source: Dataset, alphabet: Vocabulary, outputAlphabet: Vocabulary): Iterable<Pair> {
  const inputs = translation(source.alphabet, alphabet, "alphabet");
  const targets = translation(source.alphabet, outputAlphabet, "outputAlphabet");
  // −1 is rejected later, when all pairs are checked: a user's data set may contain any number.
  const map = (values: unknown, table: Int32Array) =>
    isInt32Array(values) ? values.map((index) => table[index] ?? -1) : (values as SymbolSequence);
  return {
    *[Symbol.iterator]() {
      for (const [input, target] of source) yield [map(input, inputs), map(target, targets)];
    },
  };
}

/** All pairs of any data; for a cipher, as many as a data set has. */
export function readPairs(data: unknown, alphabet: Vocabulary, outputAlphabet: Vocabulary): Promise<AlignedSequences> {
  const reader = new PairReader("pairs", alphabet, outputAlphabet);
  const read = (source: Dataset) => reader.readAll(translated(source, alphabet, outputAlphabet));
  return byForm(data, {
    cipher: (cipher) => read(dataset(cipher)),
    dataset: read,
    pairs: (pairs) => reader.readAll(pairs),
  });
}
